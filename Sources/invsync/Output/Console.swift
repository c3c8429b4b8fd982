import ArgumentParser
import Foundation
import InvoiceSync

/// Data on stdout, messages on stderr.
enum Console {
    /// Whether messages go to a terminal.
    static let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1

    /// Whether colours are wanted there (https://no-color.org).
    static let hasColor =
        isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// A line of data.
    static func print(_ line: String) {
        write(line + "\n", to: .standardOutput)
    }

    /// A value as JSON, sorted and indented.
    static func print(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A message.
    static func say(_ message: String) {
        write(message + "\n", to: .standardError)
    }

    /// Text as it is, for what is drawn over on a terminal.
    static func draw(_ text: String) {
        write(text, to: .standardError)
    }

    static func colored(_ text: String, _ color: Color) -> String {
        hasColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }

    enum Color: Int {
        case red = 31
        case green = 32
        case yellow = 33
    }

    /// A reader that went away (`invsync plan | head`) is no failure of ours.
    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }
}

/// Runs a command's body, and ends the program with the message and the exit code that an error stands for.
func reportingErrors(_ body: () async throws -> ExitStatus) async throws {
    do {
        try await body().end()
    } catch let error as SyncError {
        Console.say("\(Console.colored("error", .red)): \(error.message)")
        try ExitStatus(error).end()
    } catch let error as SettingsError {
        Console.say("\(Console.colored("error", .red)): \(error)")
        try ExitStatus.configuration.end()
    }
}
