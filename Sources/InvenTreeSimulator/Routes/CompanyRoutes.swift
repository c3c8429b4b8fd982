/// Companies and their addresses.
extension Database {
    func listCompanies(_ call: Call) throws(Refusal) -> Reply {
        let page = Page(call.query)
        let keys = try companyKeys(call, bound: page.bound)
        return page.reply(to: call, keys: keys) { json, pk in
            if let company = companies[pk] { write(company, as: .listed, to: &json) }
        }
    }

    private func companyKeys(_ call: Call, bound: Int?) throws(Refusal) -> [Int] {
        let terms = try call.searchTerms()
        let name = try call.textFilter("name")
        let flags: [(Bool?, KeyPath<SimulatedCompany, Bool>)] = [
            (call.query.flag("is_customer"), \.isCustomer),
            (call.query.flag("is_supplier"), \.isSupplier),
            (call.query.flag("is_manufacturer"), \.isManufacturer),
            (call.query.flag("active"), \.isActive),
        ]
        let ordering = Ordering(call.query, known: ["name", "active", "parts_supplied", "parts_manufactured"], traits)
        let found = name.map(companies.keys(named:)) ?? terms.flatMap(companies.keys(for:)).map(sortedByName)
        let keys = found ?? companies.keysByName
        if terms == nil, ordering == nil, flags.allSatisfy({ $0.0 == nil }) { return keys }
        let matching = companies.filter(keys) { company in
            flags.allSatisfy { $0.0 == nil || $0.0 == company[keyPath: $0.1] }
                && (terms?.match(folded: CollectionOfOne(company.searchText)) { company.searchFields } ?? true)
        }
        guard let ordering else { return matching }
        return ordering.sort(matching.compactMap { companies[$0] }, bound: bound) { company in
            ordering.field == "name" ? ExactText(company.name) : ExactText(company.isActive ? "1" : "0")
        }.map(\.pk)
    }

    private func sortedByName(_ keys: [Int]) -> [Int] {
        keys.compactMap { companies[$0] }.map { (ExactText($0.name), $0.pk) }.sorted { $0 < $1 }.map(\.1)
    }

    func showCompany(_ pk: Int) throws(Refusal) -> Reply {
        let company = try company(pk)
        return .json { write(company, as: .detailed, to: &$0) }
    }

    private func company(_ pk: Int) throws(Refusal) -> SimulatedCompany {
        guard let company = companies[pk] else { throw .missing("company") }
        return company
    }

    mutating func createCompany(_ call: Call) throws(Refusal) -> Reply {
        let draft = SimulatedCompany(name: "", currency: settings.defaultCurrency, isCustomer: false)
        var company = try read(try call.cleanMembers(traits), into: draft, mode: .create)
        company = companies.insert(company)
        return .json(201) { write(company, as: .created, to: &$0) }
    }

    mutating func updateCompany(_ pk: Int, _ call: Call) throws(Refusal) -> Reply {
        let old = try company(pk)
        let mode: FieldReader.Mode = call.method == .put ? .replace : .update
        let company = try read(try call.cleanMembers(traits), into: old, mode: mode)
        companies.put(company)
        return .json { write(company, as: .updated, to: &$0) }
    }

    mutating func deleteCompany(_ pk: Int) throws(Refusal) -> Reply {
        _ = try company(pk)
        companies.remove(pk)
        for var order in orders.rows where order.customer == pk {
            order.customer = nil
            orders.put(order)
        }
        return .noContent
    }

    private func read(
        _ members: JSONObject,
        into company: SimulatedCompany,
        mode: FieldReader.Mode
    ) throws(Refusal) -> SimulatedCompany {
        var company = company
        var reader = FieldReader(members, mode: mode, currencies: settings.currencies)
        reader.text("name", limit: 100, isRequired: true, into: &company.name)
        reader.text("description", limit: 500, into: &company.description)
        reader.link("website", into: &company.website)
        reader.text("phone", limit: 50, into: &company.phone)
        reader.email("email", into: &company.email)
        reader.currency("currency", isRequired: true, into: &company.currency)
        reader.text("contact", limit: 100, into: &company.contact)
        reader.link("link", into: &company.link)
        reader.flag("active", into: &company.isActive)
        reader.flag("is_customer", into: &company.isCustomer)
        reader.flag("is_manufacturer", into: &company.isManufacturer)
        reader.flag("is_supplier", into: &company.isSupplier)
        reader.text("tax_id", limit: 50, into: &company.taxID)
        if mode != .create || traits.storesNotesOnCreation { reader.text("notes", limit: 50_000, into: &company.notes) }
        try reader.finish()
        if companies.hasTwin(of: company) { throw .whole("A company has this name and e-mail address") }
        return company
    }

    /// Writes a company; new ones and lists show less than a single row.
    func write(_ company: SimulatedCompany, as view: RowView, to json: inout JSONWriter) {
        json.object { json in
            json.field("pk", company.pk)
            json.field("name", company.name)
            json.field("description", company.description)
            json.field("website", company.website)
            json.field("phone", company.phone)
            if traits.companiesShowAddresses { json.null("address") }
            json.field("email", company.email)
            json.field("currency", company.currency)
            json.field("contact", company.contact)
            json.field("link", company.link)
            json.null("image")
            json.field("active", company.isActive)
            json.field("is_customer", company.isCustomer)
            json.field("is_manufacturer", company.isManufacturer)
            json.field("is_supplier", company.isSupplier)
            if view == .detailed || view == .updated || traits.listsShowCompanyNotes {
                json.field("notes", company.notes)
            }
            if view != .created {
                json.field("parts_supplied", 0)
                json.field("parts_manufactured", 0)
                if traits.companiesShowAddresses {
                    json.field("address_count", addresses.rows.count { $0.company == company.pk })
                }
            }
            if view.isWritten || traits.companiesShowAddresses { json.null("primary_address") }
            json.field("tax_id", company.taxID)
            writeAdditions(as: view, to: &json)
        }
    }

    /// Writes what the response to a POST or PATCH shows of any row.
    func writeAdditions(as view: RowView, to json: inout JSONWriter) {
        guard view.isWritten, traits.writesShowDetails else { return }
        json.field("tags", [])
        json.field("parameters", [])
    }

    func writeBrief(_ company: SimulatedCompany, to json: inout JSONWriter) {
        json.object { json in
            json.field("pk", company.pk)
            json.field("active", company.isActive)
            json.field("name", company.name)
            json.field("description", company.description)
            json.null("image")
            json.field("thumbnail", Self.blankThumbnail)
            json.field("currency", company.currency)
            json.field("tax_id", company.taxID)
        }
    }

    static var blankThumbnail: String { "/static/img/blank_image.thumbnail.png" }

    // MARK: Addresses

    func listAddresses(_ call: Call) throws(Refusal) -> Reply {
        let company = try call.keyFilter("company") { companies[$0] != nil }
        let rows = addresses.rows.filter { company == nil || $0.company == company }
        return Page(call.query).reply(to: call, keys: rows.map(\.pk)) { json, pk in
            if let address = addresses[pk] { write(address, to: &json) }
        }
    }

    mutating func createAddress(_ call: Call) throws(Refusal) -> Reply {
        var address = CompanyAddress(company: 0, isPrimary: false)
        var reader = FieldReader(try call.cleanMembers(traits), mode: .create)
        var company: Int?
        reader.key("company", isRequired: true, into: &company) { companies[$0] != nil }
        reader.text("title", limit: 100, into: &address.title)
        reader.flag("primary", into: &address.isPrimary)
        reader.text("line1", limit: 50, into: &address.line1)
        reader.text("line2", limit: 50, into: &address.line2)
        reader.text("postal_code", limit: 10, into: &address.postalCode)
        reader.text("postal_city", limit: 50, into: &address.city)
        reader.text("province", limit: 50, into: &address.province)
        reader.text("country", limit: 50, into: &address.country)
        try reader.finish()
        address.company = company ?? 0
        address.isPrimary = address.isPrimary || !addresses.rows.contains { $0.company == address.company }
        address.pk = addresses.nextKey()
        addresses[address.pk] = address
        return .json(201) { write(address, to: &$0) }
    }

    private func write(_ address: CompanyAddress, to json: inout JSONWriter) {
        json.object { json in
            json.field("pk", address.pk)
            json.field("company", address.company)
            json.field("title", address.title)
            json.field("primary", address.isPrimary)
            json.field("line1", address.line1)
            json.field("line2", address.line2)
            json.field("postal_code", address.postalCode)
            json.field("postal_city", address.city)
            json.field("province", address.province)
            json.field("country", address.country)
            json.field("shipping_notes", "")
            json.field("internal_shipping_notes", "")
            json.field("link", "")
        }
    }
}

/// How much of a row an answer shows.
enum RowView {
    /// The response to a creation, without what the server would have to count.
    case created
    /// The response to a change.
    case updated
    /// A row of a list.
    case listed
    /// A row by itself.
    case detailed
    /// A row inside another one.
    case nested

    /// A Boolean value that indicates whether the row is shown because it was written.
    var isWritten: Bool { self == .created || self == .updated }
}
