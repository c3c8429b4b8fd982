import InvenTreeClient

/// The outcomes of the first creations of each kind of rows in a run (<doc:ResultRules#Configuration-errors>).
///
/// Pure. While the server has taken no row of a kind, nobody knows whether a rejection is about one row or about all of
/// them: a rule that no preflight foresees, such as a plugin's, refuses each alike. And a server that fails to create every
/// part may still serve all that needs no new one.
struct FirstCreations: Sendable {
    /// A kind of rows.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case customer, part, order, line

        /// Whether many invoices need no new row of the kind.
        var isOftenKnown: Bool { self == .customer || self == .part }
    }

    /// What the server holds against a row, without what is the row's own.
    private struct Rejection: Hashable {
        let status: Int?
        let fields: Set<String>
        /// What it holds against no field in particular: by that alone such rejections are told apart.
        let texts: [String]

        init(_ error: InvenTreeError) {
            status = error.status
            fields = Set(error.fieldErrors.keys)
            texts = error.fieldErrors["non_field_errors"] ?? []
        }
    }

    private struct State {
        var isProven = false
        var rejection: Rejection?
        /// The rows that were refused alike, one after another.
        var refused: Set<String> = []
        /// The rows that the server failed to create, one after another.
        var failed: Set<String> = []
        var failure: SyncError?
    }

    /// The number of equal rejections, or of failures, of the first rows that tells of all.
    private static let limit = 3

    private var states: [Kind: State] = [:]
    /// Why the server refuses every row of a kind.
    private(set) var verdict: String?

    /// Takes note of a row that the server has taken.
    mutating func succeeded(_ kind: Kind) {
        states[kind, default: State()].isProven = true
        states[kind]?.failed = []
    }

    /// Takes note of a row that the server refused for good.
    ///
    /// - Parameters:
    ///   - kind: The kind of the row.
    ///   - row: What tells the row from others: the same one counts once.
    ///   - error: The server's rejection.
    mutating func rejected(_ kind: Kind, _ row: String, _ error: InvenTreeError) {
        guard !isProven(kind) else { return }
        let rejection = Rejection(error)
        var state = states[kind] ?? State()
        if state.rejection != rejection { (state.rejection, state.refused) = (rejection, []) }
        state.refused.insert(row)
        states[kind] = state
        guard state.refused.count >= Self.limit, verdict == nil else { return }
        verdict =
            "the server refuses every new \(kind.rawValue), the first \(Self.limit) alike: \(error.message). "
            + "It has a rule that invsync does not know, such as a plugin's or a setting's: change it there, and run again"
    }

    /// Takes note of a row that the server failed to create however often it was asked, while it answered look-ups.
    mutating func failed(_ kind: Kind, _ row: String, _ error: SyncError) {
        states[kind, default: State()].failed.insert(row)
        states[kind]?.failure = error
    }

    /// Whether the server has taken a row of a kind in this run.
    func isProven(_ kind: Kind) -> Bool { states[kind]?.isProven ?? false }

    /// The failure with which further rows of a kind need not be tried in this run; `nil` where they are to be tried.
    func failure(of kind: Kind) -> SyncError? {
        guard let state = states[kind], state.failed.count >= Self.limit else { return nil }
        return state.failure
    }
}
