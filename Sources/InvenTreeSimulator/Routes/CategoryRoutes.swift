/// Categories of parts.
extension Database {
    func listCategories(_ call: Call) throws(Refusal) -> Reply {
        let terms = try call.searchTerms()
        let name = try call.textFilter("name")
        let rows = categories.rows.filter { category in
            (name == nil || category.name == name)
                && (terms?.match(folded: [ExactText(folding: category.name)]) { [category.name] } ?? true)
        }
        return Page(call.query).reply(to: call, keys: rows.map(\.pk)) { json, pk in
            if let category = categories[pk] { write(category, as: .listed, to: &json) }
        }
    }

    func showCategory(_ pk: Int) throws(Refusal) -> Reply {
        guard let category = categories[pk] else { throw .missing("category") }
        return .json { write(category, as: .detailed, to: &$0) }
    }

    mutating func createCategory(_ call: Call) throws(Refusal) -> Reply {
        var category = PartCategory(name: "")
        var reader = FieldReader(try call.cleanMembers(traits), mode: .create)
        reader.text("name", limit: 100, isRequired: true, into: &category.name)
        reader.text("description", limit: 250, into: &category.description)
        reader.key("parent", into: &category.parent) { categories[$0] != nil }
        reader.flag("structural", into: &category.isStructural)
        try reader.finish()
        let name = ExactText(category.name)
        if categories.rows.contains(where: { $0.parent == category.parent && ExactText($0.name) == name }) {
            throw .whole("The parent has a category of this name")
        }
        category.pk = categories.nextKey()
        categories[category.pk] = category
        return .json(201) { write(category, as: .created, to: &$0) }
    }

    /// The categories from the topmost down to this one.
    private func path(of category: PartCategory) -> [PartCategory] {
        var path = [category]
        while let parent = path[0].parent.flatMap({ categories[$0] }) { path.insert(parent, at: 0) }
        return path
    }

    func writePath(of category: PartCategory, to json: inout JSONWriter) {
        json.array(path(of: category)) { json, category in
            json.object { json in
                json.field("pk", category.pk)
                json.field("name", category.name)
            }
        }
    }

    func write(_ category: PartCategory, as view: RowView, to json: inout JSONWriter) {
        let path = path(of: category)
        let isCounted = view == .listed || view == .detailed
        json.object { json in
            json.field("pk", category.pk)
            json.field("name", category.name)
            json.field("description", category.description)
            json.null("default_location")
            json.null("default_keywords")
            json.field("level", path.count - 1)
            json.field("parent", category.parent)
            json.field("part_count", isCounted ? parts.rows.count { $0.category == category.pk } : nil)
            json.field("subcategories", isCounted ? categories.rows.count { $0.parent == category.pk } : nil)
            json.field("pathstring", path.map(\.name).joined(separator: "/"))
            json.field("starred", false)
            json.field("structural", category.isStructural)
            json.field("icon", "")
            json.null("parent_default_location")
            guard view.isWritten, traits.writesShowDetails else { return }
            json.member("path") { writePath(of: category, to: &$0) }
            json.field("parameters", [])
        }
    }
}
