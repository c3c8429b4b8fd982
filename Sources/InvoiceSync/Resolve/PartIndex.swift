import InvenTreeClient

/// The parts that are known, and which of them a line needs (sync.md section 3).
///
/// Pure.
struct PartIndex: NameIndex {
    private var parts: [Part.ID: Part] = [:]
    private var byIPN: [FoldedName: Set<Part.ID>] = [:]
    private var byName: [FoldedName: Set<Part.ID>] = [:]

    static var kind: LockName.Kind { .part }

    static func names(of demand: PartDemand) -> [String] {
        [demand.foldedName.description] + (demand.foldedIPN.map { ["IPN \($0)"] } ?? [])
    }

    static var isRemembered: Bool { true }

    static func memo(of part: Part, for demand: PartDemand) -> String? { part.isSalable ? Memo(part).text : nil }

    static func row(from memo: String) -> Part? { Memo.row(memo) }

    static func row(of match: Part?) -> Part? { match }

    var count: Int { parts.count }

    mutating func remove(_ part: Part) {
        parts[part.id] = nil
        byIPN[FoldedName(part.ipn)]?.remove(part.id)
        byName[FoldedName(part.name)]?.remove(part.id)
    }

    mutating func insert(_ part: Part) {
        if let former = parts[part.id] { remove(former) }
        parts[part.id] = part
        byName[FoldedName(part.name), default: []].insert(part.id)
        if !part.ipn.isEmpty { byIPN[FoldedName(part.ipn), default: []].insert(part.id) }
    }

    /// By code where there is one; then by name among parts whose code is empty or the same.
    ///
    /// Among several, active and salable ones first, then the lowest pk.
    func match(_ demand: PartDemand) -> Part? {
        if let ipn = demand.foldedIPN, let part = best(byIPN[ipn]) { return part }
        let named = byName[demand.foldedName] ?? []
        return best(named.filter { parts[$0]?.ipn.isEmpty ?? false })
    }

    private func best(_ ids: Set<Part.ID>?) -> Part? {
        (ids ?? []).compactMap { parts[$0] }.min { first, second in
            let ranks = [first, second].map { $0.isActive && $0.isSalable ? 0 : 1 }
            return ranks[0] == ranks[1] ? first.id < second.id : ranks[0] < ranks[1]
        }
    }
}

extension PartDemand {
    /// Whether a part, as an answer shows it, is this one.
    ///
    /// One that was known by its code and has lost it is not: another may have the code.
    func isMet(by part: PartBrief, knownAs known: Part) -> Bool {
        if let foldedIPN {
            if FoldedName(part.ipn) == foldedIPN { return true }
            if FoldedName(known.ipn) == foldedIPN { return false }
        }
        return part.ipn.isEmpty && FoldedName(part.name) == foldedName
    }

    /// The part that this demand is created as.
    ///
    /// - Parameter category: The pk of the category that new parts go to.
    /// - Returns: An active part that may be sold: the server's default would not let it stand on a line.
    func draft(category: Int?) -> Part.Draft {
        Part.Draft(
            name: name,
            ipn: ipn,
            description: wholeName ?? "",
            category: category,
            isActive: true,
            isSalable: true
        )
    }
}
