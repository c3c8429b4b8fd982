/// The description of a place by OPTIONS: which fields may be written, and with which defaults.
extension Database {
    func showOptions(_ call: Call, _ route: Route, by user: Accounts.User) -> Reply {
        let place = OptionPlace(route, path: route.pattern(of: call.path, traits))
        let methods = route.methods(traits).filter { isDescribed($0, route, user) }
        return .json { json in
            json.object { json in
                json.field("name", place.name)
                json.field("description", place.description)
                json.field("renders", ["application/json"])
                json.field("parses", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"])
                json.member("actions") { json in
                    json.object { json in
                        for method in methods {
                            json.member(method.rawValue) { write(place.fields, for: method, to: &$0) }
                        }
                    }
                }
                if let model = route.model { json.field("model", model) }
            }
        }
    }

    private func isDescribed(_ method: Call.Method, _ route: Route, _ user: Accounts.User) -> Bool {
        guard method != .patch else { return false }
        return route.model.map { user.may(Gate.action(for: method), $0) } ?? true
    }

    private func write(_ group: String, for method: Call.Method, to json: inout JSONWriter) {
        let fields = method == .delete ? [] : OptionField.read(group, traits)
        write(fields.filter { method != .get || !$0.isWritten }, to: &json)
    }

    private func write(_ fields: [OptionField], to json: inout JSONWriter) {
        json.object { json in
            for field in fields { json.member(String(field.name)) { write(field, to: &$0) } }
        }
    }

    private func write(_ field: OptionField, to json: inout JSONWriter) {
        let label = String(field.name).replacing("_", with: " ")
        json.object { json in
            json.field("type", field.type)
            json.field("required", field.isRequired)
            json.field("read_only", field.isReadOnly)
            json.field("label", label)
            json.field("help_text", label)
            if traits.optionsTellOfNull {
                json.field("allow_null", field.isNullable)
                if field.isText { json.field("allow_blank", field.allowsBlank) }
            }
            writeLimits(of: field, to: &json)
            if let value = field.values["default"] { json.member("default") { $0.value(initial(value)) } }
            if let list = field.values["choices"] { json.member("choices") { writeChoices(choices(list), to: &$0) } }
            writeModel(of: field, to: &json)
            writeChildren(of: field, to: &json)
        }
    }

    private func writeLimits(of field: OptionField, to json: inout JSONWriter) {
        let limits = [("min_length", "least"), ("max_length", "max"), ("min_value", "min"), ("max_value", "upto")]
        for (name, key) in limits {
            if let limit = field.values[key[...]].flatMap({ Int($0) }) { json.field(name, limit) }
        }
        guard field.type == "decimal" else { return }
        let digits = (field.values["digits"] ?? "19,6").split(separator: ",").compactMap { Int($0) }
        for (name, count) in zip(["max_digits", "decimal_places"], digits) { json.field(name, count) }
    }

    private func writeModel(of field: OptionField, to json: inout JSONWriter) {
        if let model = field.values["model"] {
            json.field("model", String(model))
            json.field("api_url", field.values["at"].map(String.init))
            json.field("pk_field", "pk")
        }
        json.member("filters") { json in
            json.object { json in
                if let filter = field.values["where"] { json.field(String(filter), true) }
            }
        }
    }

    private func writeChildren(of field: OptionField, to json: inout JSONWriter) {
        if let group = field.values["of"] { json.member("children") { writeNested(group, to: &$0) } }
        guard let group = field.values["each"] else { return }
        json.member("child") { json in
            json.object { json in
                json.field("type", group == "text" ? "string" : "nested object")
                json.field("required", group == "text")
                json.field("read_only", group != "text")
                if traits.optionsTellOfNull {
                    json.field("allow_null", group != "text")
                    if group == "text" { json.field("allow_blank", false) }
                }
                if group != "text" { json.member("children") { writeNested(group, to: &$0) } }
            }
        }
    }

    private func writeNested(_ group: Substring, to json: inout JSONWriter) {
        write(OptionField.read(OptionFields.named(group), traits).filter { !$0.isOuter }, to: &json)
    }

    // MARK: Values that the server's settings decide

    private func initial(_ value: Substring) -> JSONValue {
        switch value {
        case "@currency": .string(settings.defaultCurrency)
        case "@reference": .string(nextReference())
        default:
            if value.hasPrefix("@") {
                settings[String(value.dropFirst())]?.json ?? .null
            } else {
                (try? JSONParser.parse(Array(value.utf8))) ?? .null
            }
        }
    }

    func choices(_ list: Substring) -> [JSONValue] {
        let models = [
            "build.build", "company.company", "company.manufacturerpart", "company.supplierpart",
            "order.purchaseorder", "order.returnorder", "order.salesorder", "order.salesordershipment",
            "order.transferorder", "part.part", "part.partcategory", "stock.stocklocation",
        ]
        return switch list {
        case "@currencies": settings.currencies.map { .string($0) }
        case "@currenciesOrNone": ([""] + settings.currencies).map { .string($0) }
        case "@models": models.map { .string($0) }
        case "@modelsOrNone": ([""] + models).map { .string($0) }
        default: list.split(separator: ",").map { .number(String($0)) }
        }
    }

    func writeChoices(_ values: [JSONValue], to json: inout JSONWriter) {
        json.array(values) { json, value in
            json.object { json in
                json.member("value") { $0.value(value) }
                json.member("display_name") { json in
                    switch value {
                    case .string(let text), .number(let text): json.value(text)
                    default: json.value("")
                    }
                }
            }
        }
    }
}

/// The name and the fields of a place that OPTIONS describes.
///
/// The names and descriptions are the server's own, since the recorded exchanges compare them.
private struct OptionPlace {
    let name: String
    let description: String
    let fields: String

    init(_ route: Route, path: String) {
        let list = "API endpoint for accessing a list of"
        (name, description, fields) =
            switch route {
            case .companies:
                (
                    "Company List",
                    "\(list) Company objects.\n\nProvides two methods:\n\n- GET: Return list of objects\n"
                        + "- POST: Create a new Company object",
                    OptionFields.company
                )
            case .parts: ("Part List", "\(list) Part objects, or creating a new Part instance.", OptionFields.part)
            case .orders:
                (
                    "Sales Order List",
                    "\(list) SalesOrder objects.\n\n- GET: Return list of SalesOrder objects (with filters)\n"
                        + "- POST: Create a new SalesOrder",
                    OptionFields.order
                )
            case .lines: ("Sales Order Line Item List", "\(list) SalesOrderLineItem objects.", OptionFields.line)
            case .extraLines: (path, "", OptionFields.extraLine)
            case .company: (path, "", OptionFields.company)
            case .part: (path, "", OptionFields.part)
            case .order: (path, "", OptionFields.order)
            case .line: (path, "", OptionFields.line)
            case .extraLine: (path, "", OptionFields.extraLine)
            default: (path, "", "")
            }
    }
}
