package import InvenTreeClient

/// The companies that are known, and which of them a customer is (sync.md section 3).
///
/// Pure.
package struct CompanyIndex: NameIndex {
    /// What is known of a customer.
    package enum Match: Hashable, Sendable {
        /// It is this company.
        case existing(Company, warning: String?)
        /// It is none of them; `isNameTaken` where the server would refuse a second company of that name.
        case none(isNameTaken: Bool)
    }

    private var companies: [Company.ID: Company] = [:]
    private var byTax: [TaxIdentity: Set<Company.ID>] = [:]
    private var byName: [FoldedName: Set<Company.ID>] = [:]

    static var kind: LockName.Kind { .customer }

    static func names(of demand: CustomerDemand) -> [String] {
        [demand.foldedName.description] + (demand.tax.map { ["CUI \($0)"] } ?? [])
    }

    static var isRemembered: Bool { true }

    static func memo(of company: Company, for demand: CustomerDemand) -> String? {
        demand.changes(to: company).isEmpty ? Memo(company).text : nil
    }

    static func row(from memo: String) -> Company? { Memo.row(memo) }

    static func row(of match: Match) -> Company? {
        if case .existing(let company, _) = match { company } else { nil }
    }

    var count: Int { companies.count }

    mutating func insert(_ company: Company) {
        if let former = companies[company.id] { remove(former) }
        companies[company.id] = company
        byName[FoldedName(company.name), default: []].insert(company.id)
        if let tax = TaxIdentity(company.taxID) { byTax[tax, default: []].insert(company.id) }
    }

    mutating func remove(_ company: Company) {
        companies[company.id] = nil
        byName[FoldedName(company.name)]?.remove(company.id)
        if let tax = TaxIdentity(company.taxID) { byTax[tax]?.remove(company.id) }
    }

    /// By tax code first; then by name among companies whose tax code is empty or the same.
    ///
    /// A customer without a tax code is also found by name alone where every company of that name has one.
    func match(_ demand: CustomerDemand) -> Match {
        if let tax = demand.tax, let match = lowest(byTax[tax], "tax code \(tax)") { return match }
        let named = byName[demand.foldedName] ?? []
        let untaxed = named.filter { companies[$0].map { TaxIdentity($0.taxID) == nil } ?? false }
        if let match = lowest(untaxed, "name “\(demand.name)”") { return match }
        if demand.tax == nil, let match = lowest(named, "name “\(demand.name)”") { return match }
        return .none(isNameTaken: named.contains { companies[$0]?.takes(demand.name) ?? false })
    }

    private func lowest(_ ids: Set<Company.ID>?, _ what: String) -> Match? {
        guard let ids, let id = ids.min(), let company = companies[id] else { return nil }
        let warning = ids.count > 1 ? "\(ids.count) companies have the \(what): taken the lowest pk, \(id)" : nil
        return .existing(company, warning: warning)
    }
}

extension Company {
    /// Whether the server would refuse a new company of this name: it compares scalars, and names with e-mail addresses.
    fileprivate func takes(_ name: String) -> Bool {
        email.isEmpty && self.name.unicodeScalars.elementsEqual(name.unicodeScalars)
    }
}

extension CustomerDemand {
    /// What must change of a company so that it is this customer.
    func changes(to company: Company) -> Company.Changes {
        var changes = Company.Changes()
        if !company.isCustomer { changes.isCustomer = true }
        if TaxIdentity(company.taxID) == nil, tax != nil { changes.taxID = taxID }
        return changes
    }

    /// Whether a company, as an answer shows it, is this customer.
    func isMet(by company: CompanyBrief) -> Bool {
        if let tax { return TaxIdentity(company.taxID) == tax }
        return FoldedName(company.name) == foldedName
    }

    /// The company that this customer is created as.
    ///
    /// - Parameter isNameTaken: Whether another company has the name; then the tax code tells them apart.
    /// - Returns: A customer that is no supplier: the server's defaults are the other way round.
    func draft(isNameTaken: Bool) -> Company.Draft {
        let suffix = " (CUI \(tax?.description ?? ""))"
        let distinct = AcceptableText.make(name + suffix, limit: FieldLimit.companyName)
        let isCut = AcceptableText.exceeds(name + suffix, limit: FieldLimit.companyName)
        return Company.Draft(
            name: isNameTaken && tax != nil ? distinct : name,
            taxID: taxID,
            currency: currency,
            isCustomer: true,
            isSupplier: false,
            description: wholeName ?? (isNameTaken && isCut ? name : "")
        )
    }
}
