package import InvenTreeClient

/// The companies that are known, and which of them a customer is (<doc:NameRules#Customers>).
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
        [demand.foldedName.description] + (demand.tax.map { [$0.lockName] } ?? [])
    }

    static var isRemembered: Bool { true }

    static func isChosen(_ demand: CustomerDemand) -> Bool { demand.alias != nil }

    /// A personal code is not written down: the name under which the row is remembered tells the person.
    static func memo(of company: Company, for demand: CustomerDemand) -> String? {
        guard demand.alias == nil, demand.changes(to: company).isEmpty else { return nil }
        let tax = TaxIdentity(company.taxID)
        guard let tax, tax.isPersonal else { return Memo(company, hidesCode: false).text }
        return tax == demand.tax ? Memo(company, hidesCode: true).text : nil
    }

    static func row(from memo: String, for demand: CustomerDemand) -> Company? {
        guard var company: Company = Memo.row(memo) else { return nil }
        if company.taxID.isEmpty, demand.tax?.isPersonal ?? false { company = company.with(taxID: demand.taxID) }
        return demand.changes(to: company).isEmpty ? company : nil
    }

    static func row(of match: Match) -> Company? {
        if case .existing(let company, _) = match { company } else { nil }
    }

    static func isCertain(_ match: Match) -> Bool {
        if case .existing(_, nil) = match { true } else { false }
    }

    var count: Int { companies.count }

    subscript(id: Company.ID) -> Company? { companies[id] }

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

    /// The company that an operator chose; else by tax code; then by name among companies whose tax code is empty or the
    /// same.
    ///
    /// A customer without a tax code is also found by name alone where every company of that name has one.
    func match(_ demand: CustomerDemand) -> Match {
        if let alias = demand.alias { return .existing(companies[alias.id] ?? alias, warning: nil) }
        if let tax = demand.tax, let match = lowest(byTax[tax], "tax code \(tax)") { return match }
        let named = byName[demand.foldedName] ?? []
        let untaxed = named.filter { companies[$0].map { TaxIdentity($0.taxID) == nil } ?? false }
        if let match = lowest(untaxed, "name “\(demand.name)”") { return match }
        if demand.tax == nil, let match = lowest(named, "name “\(demand.name)”") { return match }
        return .none(isNameTaken: named.contains { companies[$0]?.takes(demand.name) ?? false })
    }

    /// The company of a tax code, the lowest pk of several.
    func company(tax: TaxIdentity) -> Company? { byTax[tax]?.min().flatMap { companies[$0] } }

    private func lowest(_ ids: Set<Company.ID>?, _ what: String) -> Match? {
        guard let ids, let id = ids.min(), let company = companies[id] else { return nil }
        let warning = ids.count > 1 ? "\(ids.count) companies have the \(what): taken the lowest pk, \(id)" : nil
        return .existing(company, warning: warning)
    }
}

extension Company {
    /// The same company with another tax code; only the fields of a ``Memo`` are kept.
    fileprivate func with(taxID: String) -> Company {
        Company(id: id, name: name, taxID: taxID, email: email, isActive: isActive, isCustomer: isCustomer)
    }

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
        if alias == nil, TaxIdentity(company.taxID) == nil, tax != nil { changes.taxID = taxID }
        return changes
    }

    /// Whether a company, as an answer shows it, is this customer.
    func isMet(by company: CompanyBrief) -> Bool {
        if let alias { return company.id == alias.id }
        if let tax { return TaxIdentity(company.taxID) == tax }
        return FoldedName(company.name) == foldedName
    }

    /// Why an invoice fails that has no customer where none is to be created.
    var notCreated: String {
        let code = tax.map { "the tax code \($0) or " } ?? ""
        return "no company has \(code)the name “\(name)”, and customers.create is false"
    }

    /// The company that this customer is created as.
    ///
    /// - Parameter isNameTaken: Whether another company has the name; then the tax code tells them apart.
    /// - Returns: A customer that is no supplier: the server's defaults are the other way round.
    func draft(isNameTaken: Bool) -> Company.Draft {
        let distinction = isNameTaken ? tax.map { " " + $0.distinction(of: foldedName) } ?? "" : ""
        let isCut = AcceptableText.exceeds(name + distinction, limit: FieldLimit.companyName)
        return Company.Draft(
            name: AcceptableText.make(name + distinction, limit: FieldLimit.companyName),
            taxID: taxID,
            currency: currency,
            isCustomer: true,
            isSupplier: false,
            description: wholeName ?? (isCut ? name : "")
        )
    }
}
