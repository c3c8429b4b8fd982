import Foundation
import InvoiceSync
import Logging
import Synchronization

/// How lines on stderr look.
enum LogFormat: String, CaseIterable {
    /// As people read them.
    case text
    /// As programs do: one JSON object a line.
    case json
}

/// What all loggers of the program share; it may change while they are in use.
enum ProgramLog {
    /// How much is logged, and how it looks.
    struct Style: Equatable {
        var level = Logger.Level.warning
        var format = LogFormat.text
    }

    private static let current = Mutex(Style())

    /// How much is logged, and how it looks.
    static var style: Style {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    /// A logger on stderr whose lines carry run, document and invoice.
    static func logger() -> Logger {
        Logger(label: "invsync") { ProgramLogHandler(label: $0, metadataProvider: .invoiceSync) }
    }
}

/// Writes lines in the program's format, at the program's level unless a logger has one of its own.
struct ProgramLogHandler: LogHandler {
    private let label: String
    private var text: StreamLogHandler
    private var ownLevel: Logger.Level?

    init(label: String, metadataProvider: Logger.MetadataProvider?) {
        self.label = label
        text = StreamLogHandler(label: label, stream: SingleLineStream(), metadataProvider: nil)
        self.metadataProvider = metadataProvider
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? ProgramLog.style.level }
        set { ownLevel = newValue }
    }

    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        for more in [metadataProvider?.get(), event.metadata] { all.merge(more ?? [:]) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        switch ProgramLog.style.format {
        case .text:
            var event = event
            (event.metadata, event.error) = (all.mapValues { "\("\($0)".asLogValue)" }, nil)
            text.log(event: event)
        case .json:
            Console.write(line: JSONLine(event.level, "\(event.message)", from: label, all).text)
        }
    }
}

extension String {
    /// The text as a value of a log line: what could be taken for another value stands in quotes.
    fileprivate var asLogValue: String {
        let line = onOneLine
        guard line.isEmpty || line.contains(where: { $0.isWhitespace || "=\"[]{}".contains($0) }) else { return line }
        return "\"\(line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}

/// Takes whole lines, and keeps each of them one line: what somebody wrote into an invoice forges no other.
private struct SingleLineStream: TextOutputStream {
    func write(_ line: String) {
        Console.write(line: (line.hasSuffix("\n") ? line.dropLast() : line[...]).onOneLine)
    }
}
