import FGOModels
import Foundation
import InvoiceSync

/// Which documents a claim or a query is for, as a filter of MongoDB, and in which order.
struct DocumentSelection {
    /// The order of arrival: first what other programs wrote, by its `_id`, which in an ObjectId begins with the moment;
    /// then what this store inserted, as it came.
    static func order(_ order: DocumentQuery.Order = .oldestFirst) -> BSONValue {
        let direction: BSONValue = order == .oldestFirst ? 1 : -1
        return ["sync_position": direction, "_id": direction]
    }

    /// The documents with a warning in their log; the condition of the index `invsync_warned`, in the very words.
    static let hasWarnings: BSONDocument = ["sync_log.invoices.warnings": ["$type": "string"]]

    let filter: BSONDocument

    /// The documents that were not settled since a moment.
    ///
    /// - Parameters:
    ///   - retry: In which states, and which of them.
    ///   - moment: The moment `finishedBefore` by the database's clock.
    ///   - clock: The clock.
    ///   - identifiers: What each `_id` is in the database.
    init(_ retry: Selection.RetryFilter, before moment: BSONValue, clock: StoreClock, identifiers: IdentifierTable) {
        let isSettledBefore: BSONDocument = ["$expr": ["$lt": ["$sync_settled_at", moment]]]
        let isNamed = retry.ids.map(identifiers.filter)
        let all = [Self.filter(for: retry.states, clock: clock), isSettledBefore, isNamed].compactMap(\.self)
        filter = ["$and": .array(all.map { .document($0) })]
    }

    /// The documents that another condition allows, too.
    func and(_ condition: BSONDocument) -> DocumentSelection {
        DocumentSelection(filter: ["$and": [.document(filter), .document(condition)]])
    }

    private init(filter: BSONDocument) {
        self.filter = filter
    }

    /// The documents in one of some states.
    init(in states: Set<DocumentState>, clock: StoreClock) {
        filter = Self.filter(for: states, clock: clock)
    }

    /// The documents that come after one.
    ///
    /// - Parameters:
    ///   - order: In which order.
    ///   - id: The `_id` of that document.
    ///   - position: Its `sync_position`, where it has one.
    init(_ order: DocumentQuery.Order, after id: BSONValue, at position: BSONValue?) {
        let isNewestFirst = order == .newestFirst
        let isBehind = isNewestFirst ? "$lt" : "$gt"
        // What has no position comes before all that has one.
        if let position {
            let next: BSONDocument = ["sync_position": [isBehind: position]]
            filter = isNewestFirst ? ["$or": [.document(next), ["sync_position": .null]]] : next
        } else {
            // Outside of an expression only values of one type are compared.
            let next: BSONDocument = ["sync_position": .null, "$expr": [isBehind: ["$_id", ["$literal": id]]]]
            filter = isNewestFirst ? next : ["$or": [.document(next), ["sync_position": ["$ne": .null]]]]
        }
    }

    /// What an index can answer stands beside the expression that decides.
    private static func filter(for states: Set<DocumentState>, clock: StoreClock) -> BSONDocument {
        guard states != Set(DocumentState.allCases) else { return [:] }
        let names = states.map { BSONValue.string($0.rawValue) }
        let decision: BSONDocument = ["$expr": ["$in": [DocumentExpressions(clock: clock).state, .array(names)]]]
        if states.contains(.held) { return decision }
        if states.isSubset(of: [.pending, .waiting]) { return ["sync_status": .null, "sync_log": .null] + decision }
        let others = DocumentStatus.allCases.filter { !states.contains($0.state) }
        return ["sync_status": ["$nin": .array(others.map(\.bson))]] + decision
    }
}

extension SourceFilter {
    /// The accepted documents.
    ///
    /// A list that holds an accepted name is another source than that name, so an expression decides here, too.
    var filter: BSONDocument {
        guard case .only(let sources) = self else { return [:] }
        let values = BSONValue.array(sources.flatMap { $0.map(BSONValue.sources) ?? [.null] })
        return ["source": ["$in": values], "$expr": ["$in": [["$ifNull": ["$source", .null]], ["$literal": values]]]]
    }
}

extension BSONValue {
    /// The values of `source` that have a name: a text, or another value by its JSON.
    fileprivate static func sources(_ name: String) -> [BSONValue] {
        switch try? JSONValue(json: Data(name.utf8)) {
        case nil, .null, .text: [.string(name)]
        case let value?: [.string(name), BSONValue(value)]
        }
    }
}
