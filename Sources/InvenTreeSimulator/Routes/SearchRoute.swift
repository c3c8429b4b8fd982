/// A search over several models in one request.
extension Database {
    func search(_ call: Call, by user: Accounts.User) throws(Refusal) -> Reply {
        let members = try call.members()
        guard members["search"] != nil else { throw .field("search", "A search term must be sent") }
        let results = Self.searches(in: members).map { search in
            var inner = call
            inner.query = search.query
            return (search.name, result(search.model, inner, by: user))
        }
        var reply = Reply.json { json in
            json.object { json in
                for (name, result) in results { json.member(name) { $0.raw(result.body) } }
            }
        }
        reply.rows = results.reduce(0) { $0 + $1.1.rows }
        return reply
    }

    /// The lists that a request asks for, each with its query.
    static func searches(in members: JSONObject) -> [(name: String, model: String, query: Query)] {
        let models: [(name: String, model: String, fixed: String?)] = [
            ("company", "company", nil), ("supplier", "company", "is_supplier"),
            ("manufacturer", "company", "is_manufacturer"), ("customer", "company", "is_customer"),
            ("part", "part", nil), ("partcategory", "partcategory", nil), ("salesorder", "salesorder", nil),
        ]
        return models.compactMap { entry in
            guard case .object(let filters) = members[entry.name] else { return nil }
            return (entry.name, entry.model, query(filters, members, fixed: entry.fixed))
        }
    }

    /// The filters of one model, with what the request says for all of them.
    private static func query(_ filters: JSONObject, _ members: JSONObject, fixed: String?) -> Query {
        var items = filters.members.map { (name: $0.key, value: text($0.value)) }
        let shared = [
            ("search", ""), ("search_regex", "false"), ("search_whole", "false"), ("search_notes", "false"),
            ("limit", "1"), ("offset", "0"),
        ]
        for (name, standard) in shared { items.append((name, members[name].map(text) ?? standard)) }
        if let fixed { items.append((fixed, "true")) }
        return Query(items)
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: ""
        }
    }

    private func result(_ model: String, _ call: Call, by user: Accounts.User) -> Reply {
        guard user.may(.view, model) else { return error("Your roles do not allow this.") }
        do throws(Refusal) {
            switch model {
            case "company": return try listCompanies(call)
            case "part": return try listParts(call)
            case "partcategory": return try listCategories(call)
            default: return try listOrders(call, by: user)
            }
        } catch {
            return self.error("This search failed with status \(error.reply.status)")
        }
    }

    private func error(_ text: String) -> Reply {
        .json { $0.object { $0.field("error", text) } }
    }
}
