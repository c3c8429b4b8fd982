public import FGOModels
public import Foundation

/// A document on its way into a store, and what it brings of former syncs (<doc:DocumentRules#Fields-of-a-document>).
///
/// What another program wrote counts whatever its shape: a document with a status or a log is finished. `sync_lease`
/// and the stores' own bookkeeping do not travel: they hold in the store that wrote them and nowhere else.
public struct ImportedDocument: Sendable, Hashable {
    /// The document without its fields `sync_*`.
    public let document: RawDocument
    /// `sync_status`; where it is absent or unknown, what `sync_log` tells; nil where there is neither.
    public let status: DocumentStatus?
    /// `sync_log`, as it came.
    public let log: JSONValue?
    /// `sync_hash`.
    public let fingerprint: String?
    /// `sync_attempts`, from 0 to a million whatever another program has written there.
    public let attempts: Int
    private static let mostAttempts = 1_000_000
    /// `sync_next_at`.
    public let nextAttempt: Date?
    /// `sync_reason`.
    public let reason: String?

    /// Takes a document apart.
    ///
    /// - Parameter document: A document as it was exported, also in Extended JSON.
    public init(_ document: RawDocument) {
        var fields = document.otherFields
        let status = fields.take("sync_status")
        log = fields.take("sync_log")
        self.status = DocumentStatus(imported: status, log: log)
        fingerprint = fields.take("sync_hash")?.text
        attempts = min(max(fields.take("sync_attempts")?.integer ?? 0, 0), Self.mostAttempts)
        nextAttempt = fields.take("sync_next_at")?.moment
        reason = fields.take("sync_reason")?.text
        for bookkeeping in ["sync_lease", "sync_position", "sync_settled_at", "sync_received_us", "sync_changed"] {
            fields[bookkeeping] = nil
        }
        self.document = RawDocument(id: document.id, data: document.data, otherFields: fields)
    }

    /// What an insertion has to add: each `_id` once.
    ///
    /// - Parameter documents: Any documents.
    /// - Returns: Of several with the same `_id` the last, in the place of the first.
    public static func latest(of documents: [RawDocument]) -> [ImportedDocument] {
        var positions: [DocumentID: Int] = [:]
        var latest: [RawDocument] = []
        for document in documents {
            if let position = positions[document.id] {
                latest[position] = document
            } else {
                positions[document.id] = latest.count
                latest.append(document)
            }
        }
        return latest.map(ImportedDocument.init)
    }
}

extension DocumentStatus {
    fileprivate init?(imported status: JSONValue?, log: JSONValue?) {
        if let known = status?.integer.flatMap(DocumentStatus.init) {
            self = known
        } else if let log {
            self = SyncLog(json: Data(log.json.utf8))?.status ?? .failed
        } else if status != nil {
            self = .failed
        } else {
            return nil
        }
    }
}

extension [String: JSONValue] {
    fileprivate mutating func take(_ key: String) -> JSONValue? {
        guard let value = removeValue(forKey: key), value != .null else { return nil }
        return value
    }
}

extension JSONValue {
    fileprivate var text: String? {
        guard case .text(let text) = unwrapped else { return nil }
        return text
    }

    fileprivate var integer: Int? {
        guard case .number(let number) = unwrapped else { return nil }
        return Int("\(number)")
    }
}
