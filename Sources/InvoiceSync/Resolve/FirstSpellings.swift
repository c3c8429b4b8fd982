/// Gives names that are the same the spelling of the first invoice that has them.
///
/// Pure.
///
/// Invoices are worked on in parallel: without this it would be chance whose spelling a new customer or part gets, and
/// each spelling would be looked up by itself.
struct FirstSpellings {
    private var byTax: [TaxIdentity: CustomerDemand] = [:]
    private var byName: [FoldedName: CustomerDemand] = [:]
    private var parts: [PartKey: PartDemand] = [:]

    private struct PartKey: Hashable {
        let name: FoldedName
        let ipn: FoldedName?
    }

    /// A draft with the spellings of the drafts before it.
    mutating func unify(_ draft: OrderDraft) -> OrderDraft {
        var unified = draft
        unified.customer = unify(draft.customer)
        for index in unified.lines.indices {
            guard case .part(let demand) = unified.lines[index].item else { continue }
            unified.lines[index].item = .part(unify(demand))
        }
        return unified
    }

    private mutating func unify(_ demand: CustomerDemand) -> CustomerDemand {
        let name = demand.foldedName
        let first = demand.tax.flatMap { byTax[$0] } ?? byName[name] ?? demand
        if let tax = demand.tax, byTax[tax] == nil { byTax[tax] = first }
        if byName[name] == nil { byName[name] = first }
        var unified = demand
        unified.name = first.name
        unified.wholeName = first.wholeName
        if unified.tax == first.tax { unified.taxID = first.taxID }
        return unified
    }

    private mutating func unify(_ demand: PartDemand) -> PartDemand {
        let key = PartKey(name: demand.foldedName, ipn: demand.foldedIPN)
        let first = parts[key] ?? demand
        parts[key] = first
        return first
    }
}
