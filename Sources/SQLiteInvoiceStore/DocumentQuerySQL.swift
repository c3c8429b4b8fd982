import FGOModels
import GRDB
import InvoiceSync

/// Which documents a claim or a query is for, as SQL.
///
/// Each state is looked up by itself, in its index and in the order of arrival, so that a claim costs what it takes and
/// what it passes over (held and waiting documents), not what the file holds.
struct DocumentQuerySQL {
    private let states: Set<DocumentState>
    private let filters: [SQL]
    private let order: SQL
    private let limit: Int
    private let now: Milliseconds
    /// The conditions of the parts that come one after the other: documents that were tried before follow all others.
    private var parts: [SQL?] = [nil]

    init(_ request: ClaimRequest, at now: Milliseconds) {
        self.now = now
        limit = max(0, request.limit)
        order = "position"
        switch request.selection {
        case .pending:
            states = [.pending]
            parts = ["sync_next_at IS NULL", "+sync_next_at IS NOT NULL"]
            filters = [request.sources.condition].compactMap(\.self)
        case .retry(let filter):
            states = filter.states
            let settled: SQL = "sync_settled_at < \(Milliseconds(filter.finishedBefore))"
            filters = [settled, filter.ids.map(Self.rows(named:)), request.sources.condition].compactMap(\.self)
        }
    }

    init(_ query: DocumentQuery, at now: Milliseconds) {
        self.now = now
        limit = max(0, query.limit)
        states = query.states
        let isReversed = query.order == .newestFirst
        order = isReversed ? "position DESC" : "position"
        let after = query.after.map { id -> SQL in
            let last: SQL = "(SELECT position FROM raw_data WHERE id = \(id.key))"
            return isReversed ? "position < \(last)" : "position > \(last)"
        }
        let text = query.escapedText.map { text -> SQL in "instr(lower(data), lower(\(text))) > 0" }
        let warned = query.hasWarnings ? Self.hasWarnings : nil
        let unmarked: SQL? = query.lacksFingerprint ? "sync_hash IS NULL" : nil
        let condition = query.sources.condition
        filters = [query.ids.map(Self.rows(named:)), warned, unmarked, after, text, condition].compactMap(\.self)
    }

    private static func rows(named ids: Set<DocumentID>) -> SQL {
        let keys = JSONValue.array(ids.map { .text($0.key) }).json
        return "position IN (SELECT position FROM raw_data WHERE id IN (SELECT value FROM json_each(\(keys))))"
    }

    /// The condition of the index `raw_data_warned`, in the very words: logs are written without spaces.
    static let hasWarnings = SQL(sql: #"instr(sync_log, '"warnings":["') > 0"#)

    /// The documents in the order that is asked for, as many as an answer holds; a claim takes the oldest first.
    func rows(_ database: Database) throws -> [DocumentRow] {
        var budget = AnswerBudget()
        var rows: [DocumentRow] = []
        for part in parts {
            let all = try SQLRequest<DocumentRow>(literal: sql(part, atMost: limit - rows.count)).fetchCursor(database)
            while !budget.isSpent, let row = try all.next() {
                budget.spend(row.byteCount)
                rows.append(row)
            }
            if budget.isSpent || rows.count >= limit { break }
        }
        return rows
    }

    /// The statements, one for each part.
    var statements: [SQL] { parts.map { sql($0, atMost: limit) } }

    private func sql(_ part: SQL?, atMost limit: Int) -> SQL {
        let positions = states.isEmpty ? "" : lookups(part).joined(separator: " UNION ALL ")
        return "SELECT * FROM raw_data WHERE position IN (\(positions)) ORDER BY \(order) LIMIT \(limit)"
    }

    private func lookups(_ part: SQL?) -> [SQL] {
        let isEveryState = states.count == DocumentState.allCases.count
        let alternatives = isEveryState ? ["raw_data WHERE TRUE"] : states.map { $0.rows(at: now) }
        return alternatives.map { alternative in
            let rows = ([alternative, part].compactMap(\.self) + filters).joined(separator: " AND ")
            return "SELECT * FROM (SELECT position FROM \(rows) ORDER BY \(order) LIMIT \(limit))"
        }
    }
}

extension SourceFilter {
    /// The accepted rows of `raw_data`; `nil` if all are.
    fileprivate var condition: SQL? {
        guard case .only(let sources) = self else { return nil }
        let names = JSONValue.array(sources.compactMap { $0.map(JSONValue.text) }).json
        let isNamed: SQL = "source IN (SELECT value FROM json_each(\(names)))"
        return sources.contains(nil) ? "(\(isNamed) OR source IS NULL)" : isNamed
    }
}

extension DocumentState {
    /// The rows of this state: the rule of `StoredDocument.state(at:)` in the columns of `raw_data`.
    ///
    /// The index is named because SQLite, which does not know how few documents wait or are held, would look at all.
    func rows(at now: Milliseconds) -> SQL {
        let isFree: SQL = "(sync_lease_until > \(now)) IS NOT TRUE"
        let byState: SQL = "raw_data INDEXED BY raw_data_by_state WHERE \(isFree)"
        return switch self {
        case .held: "raw_data INDEXED BY raw_data_held WHERE sync_lease_until > \(now)"
        case .waiting:
            "raw_data INDEXED BY raw_data_waiting WHERE sync_next_at > \(now) AND sync_status IS NULL AND \(isFree)"
        case .pending: "\(byState) AND sync_status IS NULL AND (sync_next_at > \(now)) IS NOT TRUE"
        case .ok: "\(byState) AND sync_status = \(DocumentStatus.ok.rawValue)"
        case .mixed: "\(byState) AND sync_status = \(DocumentStatus.mixed.rawValue)"
        case .failed: "\(byState) AND sync_status = \(DocumentStatus.failed.rawValue)"
        }
    }
}
