import InvenTreeClient

/// The parts that are known, and which of them a line needs (<doc:NameRules#Parts>).
///
/// Pure.
struct PartIndex: NameIndex {
    /// The part of a line.
    struct Found: Hashable, Sendable {
        /// The part that is taken.
        let part: Part
        /// The keys of all parts that fit, that one included.
        let fitting: Set<Part.ID>
    }

    private var parts: [Part.ID: Part] = [:]
    private var byIPN: [FoldedName: Set<Part.ID>] = [:]
    private var byName: [FoldedName: Set<Part.ID>] = [:]

    static var kind: LockName.Kind { .part }

    static func names(of demand: PartDemand) -> [String] {
        [demand.foldedName.description] + (demand.foldedIPN.map { ["IPN \($0)"] } ?? [])
    }

    static var isRemembered: Bool { true }

    static func isChosen(_ demand: PartDemand) -> Bool { demand.alias != nil }

    static func memo(of part: Part, for demand: PartDemand) -> String? {
        demand.alias == nil && demand.changes(to: part, makesSalable: true).isEmpty ? Memo(part).text : nil
    }

    static func row(from memo: String, for demand: PartDemand) -> Part? {
        guard let part: Part = Memo.row(memo) else { return nil }
        return demand.changes(to: part, makesSalable: true).isEmpty ? part : nil
    }

    static func row(of match: Found?) -> Part? { match?.part }

    static func isCertain(_ match: Found?) -> Bool { match?.fitting.count == 1 }

    var count: Int { parts.count }

    subscript(id: Part.ID) -> Part? { parts[id] }

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

    /// The part that an operator chose; else by code, then by name among parts without a code.
    ///
    /// A product without a code is looked up by name among all parts, whatever their codes. Of several parts an active and
    /// salable one is taken first, then one without a code, then the lowest pk.
    func match(_ demand: PartDemand) -> Found? {
        if let alias = demand.alias { return Found(part: parts[alias.id] ?? alias, fitting: [alias.id]) }
        let named = byName[demand.foldedName] ?? []
        guard let ipn = demand.foldedIPN else { return best(named) }
        return best(byIPN[ipn] ?? []) ?? best(named.filter { parts[$0]?.ipn.isEmpty ?? false })
    }

    /// The part of a code.
    func part(ipn: String) -> Part? { best(byIPN[FoldedName(ipn)] ?? [])?.part }

    private func best(_ ids: Set<Part.ID>) -> Found? {
        ids.compactMap { parts[$0] }.min { $0.rank < $1.rank }.map { Found(part: $0, fitting: ids) }
    }
}

extension Part {
    /// The lower the rank, the better the part serves a line.
    fileprivate var rank: (Int, Int, ID) { (isActive && isSalable ? 0 : 1, ipn.isEmpty ? 0 : 1, id) }
}

extension PartDemand {
    /// Whether a part, as an answer shows it, is this one.
    ///
    /// One that was known by its code and has lost it is not: another may have the code.
    func isMet(by part: PartBrief, knownAs known: Part) -> Bool {
        if alias != nil { return part.id == known.id }
        guard let foldedIPN else { return FoldedName(part.name) == foldedName }
        if FoldedName(part.ipn) == foldedIPN { return true }
        if FoldedName(known.ipn) == foldedIPN { return false }
        return part.ipn.isEmpty && FoldedName(part.name) == foldedName
    }

    /// What must change of a part so that it serves this demand: one that was found by name gets the code.
    func changes(to part: Part, makesSalable: Bool) -> Part.Changes {
        var changes = Part.Changes()
        if alias == nil, part.ipn.isEmpty, !ipn.isEmpty { changes.ipn = ipn }
        if makesSalable, !part.isSalable { changes.isSalable = true }
        return changes
    }

    /// A warning where a part was found by its code although its name differs: a code may be an accounting code that many
    /// products share.
    func warning(about part: PartBrief) -> String? {
        guard alias == nil, let foldedIPN, FoldedName(part.ipn) == foldedIPN, FoldedName(part.name) != foldedName else {
            return nil
        }
        return "part “\(part.name)” (\(part.id)) is used for “\(name)” because of its code \(ipn)"
    }

    /// A warning where several parts fit.
    func warning(about found: PartIndex.Found) -> String? {
        guard found.fitting.count > 1 else { return nil }
        let what =
            foldedIPN.map { FoldedName(found.part.ipn) == $0 } ?? false ? "the code \(ipn)" : "the name “\(name)”"
        return "\(found.fitting.count) parts have \(what): “\(found.part.name)” (\(found.part.id)) is used"
    }

    /// Why a line cannot be placed where no part fits and none is to be created.
    var notCreated: String {
        let code = ipn.isEmpty ? "" : "the code \(ipn) or "
        return "no part has \(code)the name “\(name)”, and parts.create is false"
    }

    /// Why a line cannot be placed whose part the server would not take.
    func refused(by pattern: PartNumberPattern) -> String {
        let code = ipn.isEmpty ? "a part without a code" : "the code \(ipn)"
        return "no part has the name “\(name)”, and the server's setting PART_IPN_REGEX refuses \(code)"
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

extension PartBrief {
    /// What a line's response would tell of a part.
    init(_ part: Part) {
        self.init(id: part.id, name: part.name, ipn: part.ipn, isActive: part.isActive, isSalable: part.isSalable)
    }
}
