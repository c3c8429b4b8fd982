/// What OPTIONS tells of a place: which fields may be written, and with which defaults.
extension Database {
    private struct Field {
        let name: String
        let type: String
        var isRequired = false
        var limit: Int?
        var initial: JSONValue?
    }

    func showOptions(_ route: Route, by user: Accounts.User) -> Reply {
        let fields = fields(of: route)
        let methods = route.methods(version)
        return .json { json in
            json.object { json in
                json.field("name", route.pattern(version))
                json.field("description", "")
                json.field("renders", ["application/json"])
                json.field("parses", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
                json.member("actions") { json in
                    json.object { json in
                        for method in methods where isAllowed(method, route, user) {
                            json.member(method.rawValue) { json in
                                if method == .delete { json.object { _ in } } else { write(fields, to: &json) }
                            }
                        }
                    }
                }
                if let model = route.model { json.field("model", model) }
            }
        }
    }

    private func isAllowed(_ method: Call.Method, _ route: Route, _ user: Accounts.User) -> Bool {
        guard method != .patch else { return false }
        return route.model.map { user.may(Gate.action(for: method), $0) } ?? true
    }

    private func write(_ fields: [Field], to json: inout JSONWriter) {
        json.object { json in
            for field in fields {
                json.member(field.name) { json in
                    json.object { json in
                        json.field("type", field.type)
                        json.field("required", field.isRequired)
                        json.field("read_only", false)
                        json.field("label", field.name)
                        if let initial = field.initial { json.member("default") { $0.value(initial) } }
                        if let limit = field.limit { json.field("max_length", limit) }
                        if field.type == "choice" {
                            json.member("choices") { writeChoices(settings.currencies, to: &$0) }
                        }
                    }
                }
            }
        }
    }

    private func fields(of route: Route) -> [Field] {
        switch route {
        case .companies, .company: companyFields
        case .parts, .part: partFields
        case .orders, .order: orderFields
        case .lines, .line:
            [Field(name: "part", type: "related field")] + lineFields(price: "sale_price")
        case .extraLines, .extraLine:
            [Field(name: "description", type: "string", limit: 250)] + lineFields(price: "price")
        default: []
        }
    }

    private var companyFields: [Field] {
        [
            Field(name: "name", type: "string", isRequired: true, limit: 100),
            Field(name: "description", type: "string", limit: 500), Field(name: "website", type: "url", limit: 2000),
            Field(name: "phone", type: "string", limit: 50), Field(name: "email", type: "email", limit: 254),
            Field(name: "currency", type: "choice", isRequired: true, initial: .string(settings.defaultCurrency)),
            Field(name: "contact", type: "string", limit: 100), Field(name: "link", type: "url", limit: 2000),
            Field(name: "active", type: "boolean", initial: .bool(true)),
            Field(name: "is_customer", type: "boolean", initial: .bool(false)),
            Field(name: "is_manufacturer", type: "boolean", initial: .bool(false)),
            Field(name: "is_supplier", type: "boolean", initial: .bool(true)),
            Field(name: "tax_id", type: "string", limit: 50),
        ]
    }

    private var partFields: [Field] {
        [
            Field(name: "name", type: "string", isRequired: true, limit: 100),
            Field(name: "IPN", type: "string", limit: 100, initial: .string("")),
            Field(name: "description", type: "string", limit: 250),
            Field(name: "revision", type: "string", limit: 100, initial: .string("")),
            Field(name: "keywords", type: "string", limit: 250), Field(name: "units", type: "string", limit: 20),
            Field(name: "category", type: "related field"), Field(name: "link", type: "url", limit: 2000),
            Field(name: "active", type: "boolean", initial: .bool(true)),
            Field(name: "salable", type: "boolean", initial: .bool(settings.isOn("PART_SALABLE"))),
            Field(name: "virtual", type: "boolean", initial: .bool(settings.isOn("PART_VIRTUAL"))),
        ]
    }

    private var orderFields: [Field] {
        [
            Field(
                name: "reference",
                type: "string",
                isRequired: true,
                limit: 64,
                initial: .string(nextReference())
            ),
            Field(name: "customer", type: "related field"), Field(name: "description", type: "string", limit: 250),
            Field(name: "customer_reference", type: "string", limit: 64),
            Field(name: "order_currency", type: "choice"), Field(name: "link", type: "url", limit: 2000),
            Field(name: "creation_date", type: "date"), Field(name: "issue_date", type: "date"),
            Field(name: "start_date", type: "date"), Field(name: "target_date", type: "date"),
            Field(name: "project_code", type: "related field"),
        ]
    }

    private func lineFields(price: String) -> [Field] {
        [
            Field(name: "order", type: "related field", isRequired: true),
            Field(name: "quantity", type: "decimal", isRequired: true, initial: .number("1")),
            Field(name: price, type: "decimal"), Field(name: "\(price)_currency", type: "choice"),
            Field(name: "reference", type: "string", limit: 100), Field(name: "notes", type: "string", limit: 500),
            Field(name: "link", type: "url", limit: 2000), Field(name: "target_date", type: "date"),
        ]
    }
}
