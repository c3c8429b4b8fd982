/// A company as the simulator holds it.
public struct SimulatedCompany: Sendable, Equatable {
    /// The key, given when the row is stored; 0 before that.
    public internal(set) var pk = 0
    /// The name; with the e-mail address it is unique.
    public var name: String
    /// The fiscal code, which is not unique.
    public var taxID: String
    /// The e-mail address; nil escapes the rule that name and address are unique.
    public var email: String?
    /// The currency of its orders that name none.
    public var currency: String
    /// Whether orders may name it.
    public var isCustomer: Bool
    /// Whether it is in use.
    public var isActive = true
    /// A free text.
    public var description = ""
    /// Markdown notes.
    public var notes: String?

    var website = ""
    var phone = ""
    var contact = ""
    var link = ""
    var isManufacturer = false
    var isSupplier = true
    var metadata = JSONObject()
    private(set) var searchText = ExactText("")

    /// Makes a company to seed a simulator with.
    ///
    /// - Parameters:
    ///   - name: The name, at most 100 characters.
    ///   - taxID: The fiscal code.
    ///   - email: The e-mail address.
    ///   - currency: A currency code.
    ///   - isCustomer: Whether orders may name it.
    public init(
        name: String,
        taxID: String = "",
        email: String? = "",
        currency: String = "USD",
        isCustomer: Bool = true
    ) {
        self.name = name
        self.taxID = taxID
        self.email = email
        self.currency = currency
        self.isCustomer = isCustomer
    }
}

extension SimulatedCompany {
    var searchFields: [String] { [name, description, website, taxID] }

    /// What makes a company unique, or nil for one without e-mail address.
    var identity: [ExactText]? { email.map { [ExactText(name), ExactText($0)] } }

    mutating func index() {
        searchText = ExactText(folding: searchFields.joined(separator: "\0"))
    }
}

/// All companies and the indexes over them.
struct CompanyTable: Sendable {
    private var table = Table<SimulatedCompany>()
    private var byName = LookupIndex<ExactText>()
    private var byIdentity = LookupIndex<[ExactText]>()
    private var sorted = SortedIndex<ExactText>()
    private var texts = TextIndex()

    var rows: [SimulatedCompany] { table.rows }
    /// The keys by name, which is how the server lists companies.
    var keysByName: [Int] { sorted.keys }
    var count: Int { table.count }

    subscript(pk: Int) -> SimulatedCompany? { table[pk] }

    func filter(_ keys: [Int], _ isIncluded: (SimulatedCompany) -> Bool) -> [Int] { table.filter(keys, isIncluded) }

    func keys(named name: String) -> [Int] { byName[ExactText(name)] }

    /// The companies that a search may find, or nil where it may find any.
    func keys(for terms: SearchTerms) -> [Int]? { terms.indexed.flatMap(texts.candidates(containing:)) }

    /// Whether another row has the company's name and e-mail address.
    func hasTwin(of company: SimulatedCompany) -> Bool {
        company.identity.map { byIdentity[$0].contains { $0 != company.pk } } ?? false
    }

    @discardableResult mutating func insert(_ company: SimulatedCompany) -> SimulatedCompany {
        var company = company
        company.pk = table.nextKey()
        put(company)
        return table[company.pk] ?? company
    }

    mutating func put(_ company: SimulatedCompany) {
        var company = company
        company.index()
        remove(company.pk, keepingText: company.searchText)
        table[company.pk] = company
        byName.insert(ExactText(company.name), key: company.pk)
        if let identity = company.identity { byIdentity.insert(identity, key: company.pk) }
        sorted.insert(ExactText(company.name), key: company.pk)
    }

    mutating func remove(_ pk: Int) {
        remove(pk, keepingText: nil)
    }

    /// Takes a row out of all indexes; its text stays where the new row has the same.
    private mutating func remove(_ pk: Int, keepingText text: ExactText?) {
        if table[pk]?.searchText != text {
            if let old = table[pk] { texts.remove(old.searchText, key: pk) }
            if let text { texts.insert(text, key: pk) }
        }
        guard let old = table[pk] else { return }
        table[pk] = nil
        byName.remove(ExactText(old.name), key: pk)
        if let identity = old.identity { byIdentity.remove(identity, key: pk) }
        sorted.remove(ExactText(old.name), key: pk)
    }
}
