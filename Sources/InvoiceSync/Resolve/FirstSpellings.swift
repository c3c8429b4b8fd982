/// Gives names that are the same the spelling of the first invoice that has them.
///
/// Pure.
///
/// Invoices are worked on in parallel: without this it would be chance whose spelling a new customer or part gets, and
/// each spelling would be looked up by itself.
package struct FirstSpellings {
    private var byTax: [TaxIdentity: CustomerDemand] = [:]
    private var byName: [FoldedName: CustomerDemand] = [:]
    private var parts: [PartKey: PartDemand] = [:]
    /// The demands that came before, as they were unified.
    private var unifiedCustomers: [CustomerDemand: CustomerDemand] = [:]
    private var unifiedParts: [PartDemand: PartDemand] = [:]

    private struct PartKey: Hashable {
        let name: FoldedName
        let ipn: FoldedName?
    }

    package init() {}

    /// A draft with the spellings of the drafts before it.
    package mutating func unify(_ draft: OrderDraft) -> OrderDraft {
        var unified = draft
        unified.customer = unify(draft.customer)
        for index in unified.lines.indices {
            guard case .part(let demand) = unified.lines[index].item else { continue }
            unified.lines[index].item = .part(unify(demand))
        }
        return unified
    }

    private mutating func unify(_ demand: CustomerDemand) -> CustomerDemand {
        if demand.alias != nil { return demand }
        if let known = unifiedCustomers[demand] { return known }
        let name = demand.foldedName
        let tax = demand.tax
        let first = tax.flatMap { byTax[$0] } ?? byName[name] ?? demand
        if let tax, byTax[tax] == nil { byTax[tax] = first }
        if byName[name] == nil { byName[name] = first }
        var unified = demand
        unified.name = first.name
        unified.wholeName = first.wholeName
        if tax == first.tax { unified.taxID = first.taxID }
        unifiedCustomers[demand] = unified
        return unified
    }

    private mutating func unify(_ demand: PartDemand) -> PartDemand {
        if let known = unifiedParts[demand] { return known }
        let key = PartKey(name: demand.foldedName, ipn: demand.foldedIPN)
        let first = parts[key] ?? demand
        parts[key] = first
        unifiedParts[demand] = first
        return first
    }
}
