import ArgumentParser
import Foundation
import InvenTreeClient
import InvoiceSync
import Logging
import Synchronization

/// Data on stdout, messages on stderr.
enum Console {
    /// Whether messages go to a terminal.
    static let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1

    /// Whether colours are wanted there (https://no-color.org).
    static let hasColor =
        isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    /// A line of data; what could move a cursor, end the line or turn its direction appears as an escape.
    static func print(_ line: String) {
        Output.write(line.onOneLine + "\n")
    }

    /// A line of data with a word that has a colour on a terminal.
    static func print(_ before: String = "", _ word: String, _ color: Color, _ after: String) {
        Output.write(before.onOneLine + colored(word.onOneLine, color) + after.onOneLine + "\n")
    }

    /// A value as JSON, sorted and indented, with keys such as `given_back`.
    static func print(json value: some Encodable) throws {
        try print(value, .prettyPrinted)
    }

    /// A value as JSON on one line, for output that has no end in memory.
    static func print(jsonLine value: some Encodable) throws {
        try print(value, [])
    }

    private static func print(_ value: some Encodable, _ layout: JSONEncoder.OutputFormatting) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = layout
        encoder.outputFormatting.formUnion([.sortedKeys, .withoutEscapingSlashes])
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        Output.write(String(decoding: try encoder.encode(value), as: UTF8.self).safeJSON + "\n")
    }

    /// A message, after a word that says what it is about; in the log's format, and a warning at its level.
    static func say(_ message: String, _ word: Word? = nil) {
        if word == .warning, ProgramLog.style.level > .warning { return }
        switch ProgramLog.style.format {
        case .text: write(line: (word.map { "\(colored($0.rawValue, $0.color)): " } ?? "") + message.onOneLine)
        case .json: write(line: JSONLine(word?.level ?? .info, message, from: "invsync").text)
        }
    }

    /// A warning that the program gives once, however often its reason is met.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - subject: What it is about, if the message may change while its reason stays.
    static func warnOnce(_ message: String, about subject: String? = nil) {
        guard warned.withLock({ $0.insert(subject ?? message).inserted }) else { return }
        say(message, .warning)
    }

    private static let warned = Mutex<Set<String>>([])

    /// What a message is about.
    enum Word: String {
        case error, refused, stopped, warning

        fileprivate var color: Color { self == .error ? .red : .yellow }
        fileprivate var level: Logger.Level { self == .error ? .error : .warning }
    }

    /// A line of messages or of the log, without the secrets in use.
    static func write(line: String) {
        write(Redactor.redact(line) + "\n", to: .standardError)
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

    /// Messages that cannot be written have no other place to go.
    private static func write(_ text: String, to handle: FileHandle) {
        turn.withLock { _ in try? handle.write(contentsOf: Data(text.utf8)) }
    }

    /// Lines of several threads do not mix.
    private static let turn = Mutex(())
}

/// Runs a command's body, and ends the program with the message and the exit code that an error stands for.
func reportingErrors(_ body: () async throws -> ExitStatus) async throws {
    do {
        let status = try await body()
        try (status == .ok && Output.isIncomplete ? .outputLost : status).end()
    } catch let error as SyncError {
        Console.say(error.message, .error)
        try ExitStatus(error).end()
    } catch let error as SettingsError {
        Console.say("\(error)", .error)
        try ExitStatus.configuration.end()
    }
}
