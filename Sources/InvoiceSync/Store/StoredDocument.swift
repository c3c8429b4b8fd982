public import FGOModels
public import Foundation

/// What became of a document as a whole: `sync_status` (<doc:ResultRules#Results-of-invoices-and-documents>).
public enum DocumentStatus: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Every invoice is ok or skipped.
    case ok = 1
    /// Neither all ok nor all failed.
    case mixed = 2
    /// Every invoice failed, or the document holds none that can be read.
    case failed = 3

    /// Where a document of this status stands while no worker holds it.
    public var state: DocumentState {
        switch self {
        case .ok: .ok
        case .mixed: .mixed
        case .failed: .failed
        }
    }
}

/// What is written of a document once, after its last invoice.
public struct DocumentResult: Sendable, Hashable {
    /// `sync_status`.
    public let status: DocumentStatus
    /// `sync_log`.
    public let log: SyncLog
    /// `sync_hash`: the fingerprint of the `data` that was synced.
    public let fingerprint: String

    /// A result.
    ///
    /// - Parameters:
    ///   - status: `sync_status`.
    ///   - log: `sync_log`.
    ///   - fingerprint: `sync_hash`.
    public init(status: DocumentStatus, log: SyncLog, fingerprint: String) {
        self.status = status
        self.log = log
        self.fingerprint = fingerprint
    }
}

/// A document as it stands in the store.
public struct StoredDocument: Sendable, Hashable {
    /// The document.
    public let document: RawDocument
    /// `sync_status`, where a sync has finished it.
    public let status: DocumentStatus?
    /// `sync_log`, where a sync has finished it.
    public let log: SyncLog?
    /// `sync_hash`, where a sync of this kind has finished it.
    public let fingerprint: String?
    /// `sync_attempts`: how often the world has failed it.
    public let attempts: Int
    /// `sync_next_at`: when it may be tried again.
    public let nextAttempt: Date?
    /// `sync_reason`: the failure of the last attempt, if it waits or was tried before.
    public let reason: String?
    /// Who holds it now.
    public let owner: String?
    /// The moment at which it was received.
    public let received: ReceivedTime

    /// A document as it stands.
    ///
    /// - Parameters:
    ///   - document: The document.
    ///   - status: `sync_status`.
    ///   - log: `sync_log`.
    ///   - fingerprint: `sync_hash`.
    ///   - attempts: `sync_attempts`.
    ///   - nextAttempt: `sync_next_at`.
    ///   - reason: `sync_reason`.
    ///   - owner: Who holds it now.
    ///   - received: The moment at which it was received; by default what the document itself says.
    public init(
        document: RawDocument,
        status: DocumentStatus? = nil,
        log: SyncLog? = nil,
        fingerprint: String? = nil,
        attempts: Int = 0,
        nextAttempt: Date? = nil,
        reason: String? = nil,
        owner: String? = nil,
        received: ReceivedTime? = nil
    ) {
        self.received = received ?? document.ownReceivedTime ?? ReceivedTime(microseconds: 0)
        self.document = document
        self.status = status
        self.log = log
        self.fingerprint = fingerprint
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.reason = reason
        self.owner = owner
    }

    /// Which state this document is in; one with a log and no status counts by its log.
    ///
    /// - Parameter now: The moment to judge by.
    /// - Returns: The state.
    public func state(at now: Date) -> DocumentState {
        if owner != nil { return .held }
        if let status = status ?? log?.status { return status.state }
        return (nextAttempt ?? .distantPast) > now ? .waiting : .pending
    }
}

/// Where a document stands on its way.
public enum DocumentState: String, Sendable, Hashable, Codable, CaseIterable {
    /// To be synced.
    case pending
    /// To be tried again later.
    case waiting
    /// In a worker's hands.
    case held
    /// Done, all well.
    case ok
    /// Done, in part.
    case mixed
    /// Done, and failed.
    case failed
}

/// How many documents there are in each state.
///
/// A document that another program finished counts by its status.
public struct StoreCounts: Sendable, Hashable, Codable {
    /// Documents to be synced now.
    public var pending = 0
    /// Documents to be tried again later.
    public var waiting = 0
    /// Documents in a worker's hands.
    public var held = 0
    /// Documents of status 1.
    public var ok = 0
    /// Documents of status 2.
    public var mixed = 0
    /// Documents of status 3.
    public var failed = 0
    /// Documents whose log has warnings, each of which is also counted in its state.
    public var warned = 0
    /// Documents that would be pending if the setting `sources` accepted their source; they are in no state.
    public var otherSources = 0

    /// No documents.
    public init() {}

    /// Reads counts; a count that an earlier version did not write is 0.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        pending = try container.decodeIfPresent(Int.self, forKey: .pending) ?? 0
        waiting = try container.decodeIfPresent(Int.self, forKey: .waiting) ?? 0
        held = try container.decodeIfPresent(Int.self, forKey: .held) ?? 0
        ok = try container.decodeIfPresent(Int.self, forKey: .ok) ?? 0
        mixed = try container.decodeIfPresent(Int.self, forKey: .mixed) ?? 0
        failed = try container.decodeIfPresent(Int.self, forKey: .failed) ?? 0
        warned = try container.decodeIfPresent(Int.self, forKey: .warned) ?? 0
        otherSources = try container.decodeIfPresent(Int.self, forKey: .otherSources) ?? 0
    }

    /// All documents.
    public var total: Int { pending + waiting + held + ok + mixed + failed + otherSources }

    /// Counts documents of a state.
    ///
    /// - Parameter state: The state.
    public subscript(state: DocumentState) -> Int {
        get {
            switch state {
            case .pending: pending
            case .waiting: waiting
            case .held: held
            case .ok: ok
            case .mixed: mixed
            case .failed: failed
            }
        }
        set {
            switch state {
            case .pending: pending = newValue
            case .waiting: waiting = newValue
            case .held: held = newValue
            case .ok: ok = newValue
            case .mixed: mixed = newValue
            case .failed: failed = newValue
            }
        }
    }
}

/// Which documents to look at.
public struct DocumentQuery: Sendable, Hashable {
    /// In one of these states.
    public var states: Set<DocumentState>
    /// With one of these `_id`s; `nil` for any.
    public var ids: Set<DocumentID>?
    /// With a warning in their log; `false` for all.
    public var hasWarnings: Bool
    /// Without `sync_hash`: finished by another program, if at all; `false` for all.
    public var lacksFingerprint = false
    /// With this text somewhere in `data`, in any case of ASCII letters; nil for any.
    public var text: String?
    /// In the order of arrival, or the other way round.
    public var order: Order
    /// After this document in that order; nil from the first.
    public var after: DocumentID?
    /// At most so many.
    public var limit: Int
    /// Of these sources.
    public var sources = SourceFilter.all

    /// In which order documents are looked at.
    public enum Order: Sendable, Hashable {
        /// As they arrived.
        case oldestFirst
        /// The last to arrive first.
        case newestFirst
    }

    /// A query.
    ///
    /// - Parameters:
    ///   - states: The states; all by default.
    ///   - ids: The `_id`s; `nil` for any.
    ///   - hasWarnings: A Boolean value that indicates whether only documents with a warning in their log are wanted.
    ///   - text: Text somewhere in `data`.
    ///   - order: In the order of arrival, or the other way round.
    ///   - after: The last document of the page before.
    ///   - limit: At most so many.
    public init(
        states: Set<DocumentState> = Set(DocumentState.allCases),
        ids: Set<DocumentID>? = nil,
        hasWarnings: Bool = false,
        text: String? = nil,
        order: Order = .oldestFirst,
        after: DocumentID? = nil,
        limit: Int
    ) {
        self.states = states
        self.ids = ids
        self.hasWarnings = hasWarnings
        self.text = text
        self.order = order
        self.after = after
        self.limit = limit
    }

    /// ``text`` as it stands in `data` that is written as JSON.
    public var escapedText: String? {
        text.map { String(JSONValue.text($0).json.dropFirst().dropLast()) }
    }
}
