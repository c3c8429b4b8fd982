import InvenTreeClient

/// What was done to the lines of one order.
///
/// Pure.
struct LineJournal: Sendable {
    /// What carrying out one step came to.
    enum Outcome: Sendable {
        /// The line was added; with a warning about its part, as the response shows it.
        case added(StandingLine, warning: String?)
        case updated(StandingLine)
        case removed(StandingLine)
        case kept(StandingLine)
        /// The line is no longer the invoice's, and the user may not remove it.
        case notRemoved(StandingLine)
        case refused(LineDraft, reason: String, standing: StandingLine?)
        case stale(StaleLine)

        /// Whether the server did not take a line whose part is to be looked for anew.
        var isToBeRepeated: Bool {
            if case .stale(let line) = self { line.added == nil } else { false }
        }
    }

    private(set) var added: [StandingLine] = []
    private(set) var updated: [StandingLine] = []
    private(set) var removed: [StandingLine] = []
    private(set) var kept: [StandingLine] = []
    private(set) var missing: [MissingProduct] = []
    /// Warnings about the parts of the lines, each once.
    private(set) var warnings: [String] = []
    /// The paths of the invoice's lines that the server refused.
    private var refused: Set<String> = []
    private var stale: [StaleLine] = []
    /// The paths of the lines whose parts were looked for anew.
    private var renewed: Set<String> = []

    mutating func note(_ outcome: Outcome) {
        switch outcome {
        case .added(let line, let warning):
            added.append(line)
            warn(warning)
        case .updated(let line):
            if let index = added.firstIndex(where: { $0.id == line.id }) {
                added[index] = line
            } else {
                updated.append(line)
            }
        case .removed(let line): removed.append(line)
        case .kept(let line): kept.append(line)
        case .notRemoved(let line):
            kept.append(line)
            missing.append(MissingProduct(notRemoved: line))
        case .refused(let line, let reason, let standing):
            refuse(line, because: reason)
            if let standing { kept.append(standing) }
        case .stale(let line):
            let isNew = renewed.insert(line.line.path).inserted
            if line.added == nil, !isNew { return refuse(line.line, because: line.refusal) }
            stale.append(line)
            if let line = line.added { added.append(line) }
        }
    }

    /// The lines whose parts are to be looked for anew.
    mutating func takeStale() -> [StaleLine] {
        defer { stale = [] }
        return stale
    }

    mutating func warn(_ warning: String?) {
        if let warning, !warnings.contains(warning) { warnings.append(warning) }
    }

    mutating func refuse(_ line: LineDraft, because reason: String) {
        leaveOut(line, because: "\(line.path): \(reason)")
    }

    mutating func leaveOut(_ line: LineDraft, because reason: String) {
        refused.insert(line.path)
        missing.append(MissingProduct(line, reason: reason))
    }

    /// The steps whose lines the server has not refused; what stands in the place of a refused one is kept.
    mutating func open(_ steps: [LineStep]) -> [LineStep] {
        steps.filter { step in
            guard let line = step.written?.line, refused.contains(line.path) else { return true }
            if let standing = step.standing { kept.append(standing) }
            return false
        }
    }

    /// Takes in what is found on the server after a request whose fate was unknown.
    ///
    /// - Parameters:
    ///   - steps: What is left to do.
    ///   - known: The lines that stood there before.
    mutating func lookAgain(_ steps: [LineStep], known: [StandingLine]) {
        let known = Set((known + added).map(\.id))
        kept = []
        added += steps.compactMap(\.standing).filter { !known.contains($0.id) }
    }
}

extension MissingProduct {
    /// A line that stays on its order because the user lacks a right.
    init(notRemoved line: StandingLine) {
        let reason =
            "line \(line.id.rawValue), \(line.title), is no longer on the invoice and stays on the order: the user lacks the "
            + "right delete \(Roles.Role.salesOrder.rawValue)"
        self.init(ipn: nil, name: line.name, reason: reason)
    }

    init(_ line: LineDraft, reason: String) {
        switch line.item {
        case .part(let demand): self.init(ipn: demand.ipn.nonEmpty, name: demand.name, reason: reason)
        case .extra(let description): self.init(ipn: nil, name: description, reason: reason)
        }
    }
}
