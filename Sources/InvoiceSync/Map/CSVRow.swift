import FGOModels
import Foundation

/// One record of a CSV file (RFC 4180), with the line on which it begins.
///
/// Pure.
struct CSVRow {
    /// The fields, trimmed.
    let fields: [String]
    /// The line, from 1.
    let line: Int

    /// The records of a file; blank lines are none.
    ///
    /// - Parameters:
    ///   - csv: UTF-8 text, with or without a byte order mark.
    ///   - file: The file's name for messages.
    /// - Returns: The records in their order.
    /// - Throws: ``AliasError`` that names the line, if a quote is misplaced or the text is not UTF-8.
    static func rows(of csv: Data, file: String) throws(AliasError) -> [CSVRow] {
        guard let text = String(validating: csv, as: UTF8.self) else {
            throw AliasError(file: file, line: nil, "is not UTF-8 text")
        }
        var parser = Parser(file: file)
        for scalar in text.unicodeScalars.drop(while: { $0 == "\u{FEFF}" }) { try parser.take(scalar) }
        return try parser.end()
    }

    private struct Parser {
        private enum State {
            /// Before the first character of a field.
            case start
            case plain
            case quoted
            /// After a quote within a quoted field, which ends it unless another follows.
            case afterQuote
        }

        let file: String
        private var state = State.start
        private var field = String.UnicodeScalarView()
        private var fields: [String] = []
        private var rows: [CSVRow] = []
        private var line = 1
        private var firstLine = 1

        init(file: String) {
            self.file = file
        }

        mutating func take(_ scalar: Unicode.Scalar) throws(AliasError) {
            switch (state, scalar) {
            case (.start, "\""): state = .quoted
            case (.quoted, "\""): state = .afterQuote
            case (.afterQuote, "\""):
                field.append(scalar)
                state = .quoted
            case (.quoted, _): field.append(scalar)
            case (_, ","): endField()
            case (_, "\n"): endRow()
            case (_, "\r"): break
            case (.afterQuote, _): throw AliasError(file: file, line: line, "text behind a closing quote")
            case (.plain, "\""):
                throw AliasError(file: file, line: line, "a quote within a field that has none around it")
            case (.start, _), (.plain, _):
                field.append(scalar)
                state = .plain
            }
            if scalar == "\n" {
                line += 1
                if case .quoted = state {} else { firstLine = line }
            }
        }

        mutating func end() throws(AliasError) -> [CSVRow] {
            if case .quoted = state { throw AliasError(file: file, line: firstLine, "a quote that is not closed") }
            endRow()
            return rows
        }

        private mutating func endField() {
            fields.append(String(field).trimmed)
            field = String.UnicodeScalarView()
            state = .start
        }

        private mutating func endRow() {
            endField()
            if fields != [""] { rows.append(CSVRow(fields: fields, line: firstLine)) }
            fields = []
        }
    }
}
