import FGOModels
import Foundation

/// The readings of a file do not depend on the pieces that it comes in, and end.
///
/// The first byte of an input gives the size of the pieces.
enum FileRules {
    static func check(_ input: [UInt8]) throws(FuzzFault) {
        guard let size = input.first else { return }
        let file = Array(input.dropFirst())
        let whole = try readings(of: file, inPiecesOf: max(file.count, 1))
        let pieced = try readings(of: file, inPiecesOf: Int(size) + 1)
        for case .success(let document) in whole { try check(document) }
        // An encoding is recognized by what has been read so far.
        guard !(whole + pieced).contains(where: isOfWholeFile) else { return }
        try require(whole == pieced, "in pieces of \(Int(size) + 1) bytes it reads otherwise: \(whole) \(pieced)")
    }

    private static func readings(
        of file: [UInt8],
        inPiecesOf size: Int
    ) throws(FuzzFault) -> [Result<RawDocument, FGOError>] {
        var rest = file[...]
        var reader = DocumentReader<Never> {
            defer { rest = rest.dropFirst(size) }
            return rest.isEmpty ? nil : Data(rest.prefix(size))
        }
        var readings: [Result<RawDocument, FGOError>] = []
        while let reading = reader.next() {
            readings.append(reading)
            try require(readings.count <= file.count, "\(file.count) bytes give more readings than that")
        }
        try require(reader.next() == nil, "something is read behind the end")
        return readings
    }

    private static func check(_ document: RawDocument) throws(FuzzFault) {
        guard let invoices = try? document.read() else { return }
        for case .unreadable(let invoice) in invoices {
            try require(!invoice.error.reason.isEmpty, "an invoice is unreadable for no reason")
        }
    }

    private static func isOfWholeFile(_ reading: Result<RawDocument, FGOError>) -> Bool {
        if case .failure(let error) = reading { error.code == .unsupportedFormat } else { false }
    }
}
