import FGOModels
import Foundation

/// A right of one owner that ends at a moment.
struct InMemoryHold {
    let owner: String
    let until: Date

    func isLive(at now: Date) -> Bool { until > now }
}

/// What a name stands for, its place in the order of remembering, and the moment of that.
struct InMemoryName {
    let value: String
    let position: Int
    let at: Date
}

/// A document and its state in the in-memory store.
struct InMemoryEntry {
    private(set) var document: RawDocument
    var status: DocumentStatus?
    var log: SyncLog?
    var fingerprint: String?
    var attempts: Int
    var nextAttempt: Date?
    var reason: String?
    /// When a worker last completed it or gave it back to wait.
    var settledAt = Date.distantPast
    var hold: InMemoryHold?
    var received: ReceivedTime
    /// Whether the document is to be pending when its holder completes it.
    var hasChanged = false

    init(_ imported: ImportedDocument, received: ReceivedTime) {
        self.received = received
        document = imported.document
        status = imported.status
        log = imported.log.flatMap { SyncLog(json: Data($0.json.utf8)) }
        fingerprint = imported.fingerprint
        attempts = imported.attempts
        nextAttempt = imported.nextAttempt
        reason = imported.reason
    }

    mutating func replaceData(with data: JSONValue?) {
        document = RawDocument(id: document.id, data: data, otherFields: document.otherFields)
    }

    /// Makes the document pending; if a worker holds it, as soon as that lease ends in any way.
    mutating func reopen(at now: Date) {
        hasChanged = hold?.isLive(at: now) ?? false
        (status, log, fingerprint, attempts, nextAttempt, reason) = (nil, nil, nil, 0, nil, nil)
    }

    func isSelected(by selection: Selection, at now: Date) -> Bool {
        let state = stored(at: now).state(at: now)
        switch selection {
        case .pending:
            return state == .pending
        case .retry(let filter):
            return filter.states.contains(state) && settledAt < filter.finishedBefore
                && filter.ids?.contains(document.id) ?? true
        }
    }

    func claimed(by owner: String) -> ClaimedDocument {
        ClaimedDocument(
            document: document,
            lease: Lease(document: document.id, owner: owner),
            attempts: attempts,
            formerLog: log,
            wasBegun: hold != nil || nextAttempt != nil,
            received: received
        )
    }

    func stored(at now: Date) -> StoredDocument {
        StoredDocument(
            document: document,
            status: status,
            log: log,
            fingerprint: fingerprint,
            attempts: attempts,
            nextAttempt: nextAttempt,
            reason: reason,
            owner: hold.flatMap { $0.isLive(at: now) ? $0.owner : nil },
            received: received
        )
    }
}

extension StoredDocument {
    func matches(_ query: DocumentQuery) -> Bool {
        query.ids?.contains(document.id) != false && query.sources.accepts(document.source)
            && (!query.hasWarnings || log?.hasWarnings == true) && (!query.lacksFingerprint || fingerprint == nil)
            && document.contains(query.escapedText)
    }
}

extension RawDocument {
    func hasData(of other: RawDocument) -> Bool {
        data.map { Fingerprint(of: $0) } == other.data.map { Fingerprint(of: $0) }
    }

    func contains(_ text: String?) -> Bool {
        guard let text else { return true }
        guard let data else { return false }
        return data.json.asciiLowercased.contains(text.asciiLowercased)
    }
}

extension String {
    /// The text's bytes with `A` to `Z` folded, and nothing else.
    fileprivate var asciiLowercased: [UInt8] {
        utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}

func + (date: Date, duration: Duration) -> Date {
    date.addingTimeInterval(duration / .seconds(1))
}

func - (date: Date, duration: Duration) -> Date { date + (.zero - duration) }
