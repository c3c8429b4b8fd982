import Foundation

/// Records as the stores keep them: JSON with keys such as `given_back`, and moments as RFC 3339 in UTC.
enum RecordJSON {
    static func text(of record: some Encodable) throws(SyncError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(moments))
        }
        do {
            return String(decoding: try encoder.encode(record), as: UTF8.self)
        } catch {
            throw SyncError(.storeUnavailable, "the record cannot be written as JSON: \(error)", cause: error)
        }
    }

    /// The record in a text; `nil` if there is none.
    static func value<Record: Decodable>(_ type: Record.Type, in json: String) -> Record? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            try Date(decoder.singleValueContainer().decode(String.self), strategy: moments)
        }
        return try? decoder.decode(type, from: Data(json.utf8))
    }

    private static let moments = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
