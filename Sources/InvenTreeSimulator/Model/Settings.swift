/// The value of a setting.
enum SettingValue: Sendable, Equatable {
    case flag(Bool)
    case number(Int)
    case text(String)

    var typeName: String {
        switch self {
        case .flag: "boolean"
        case .number: "integer"
        case .text: "string"
        }
    }

    var json: JSONValue {
        switch self {
        case .flag(let flag): .bool(flag)
        case .number(let number): .number(number.description)
        case .text(let text): .string(text)
        }
    }

    /// The same kind of value, read from what a client sent.
    func reading(_ json: JSONValue) -> SettingValue? {
        switch (self, json) {
        case (.flag, .bool(let flag)): .flag(flag)
        case (.flag, .string(let text)): .flag(["true", "1", "yes", "on", "y", "t"].contains(text.lowercased()))
        case (.number, .number(let text)), (.number, .string(let text)): Int(text).map { .number($0) }
        case (.text, .string(let text)): .text(text)
        case (.text, .number(let text)): .text(text)
        default: nil
        }
    }
}

/// The server's global settings.
struct Settings: Sendable {
    private var values: [String: SettingValue]
    /// The settings in the order in which the server lists them.
    let keys: [String]

    /// The compiled form of the pattern that order references must have.
    private(set) var referencePattern: ReferencePattern

    /// The default currency with which the server was started.
    private(set) var firstDefaultCurrency = ""

    init(currencies: [String], _ traits: VersionTraits) {
        values = SettingCatalogue.defaults(traits)
        values["CURRENCY_CODES"] = .text(currencies.joined(separator: ","))
        let first = ["BUILDORDER_REFERENCE_PATTERN", "SALESORDER_REFERENCE_PATTERN"]
        keys = first + values.keys.filter { !first.contains($0) }.sorted()
        referencePattern = ReferencePattern("SO-{ref:04d}")
        if !currencies.contains(defaultCurrency), let first = currencies.first {
            values["INVENTREE_DEFAULT_CURRENCY"] = .text(first)
        }
        firstDefaultCurrency = defaultCurrency
    }

    subscript(key: String) -> SettingValue? { values[key] }

    func isOn(_ key: String) -> Bool { values[key] == .flag(true) }

    func text(_ key: String) -> String {
        if case .text(let text) = values[key] { return text }
        return ""
    }

    /// The codes that are allowed now.
    var currencies: [String] { text("CURRENCY_CODES").split(separator: ",").map { String($0).trimmed } }
    var defaultCurrency: String { text("INVENTREE_DEFAULT_CURRENCY") }

    /// Changes a setting, at once in force.
    ///
    /// - Throws: 400 for a value that the setting does not take, 404 for an unknown key.
    mutating func set(_ key: String, to json: JSONValue) throws(Refusal) {
        guard let old = values[key] else { throw .missing("setting") }
        guard let new = old.reading(json) else { throw .field("value", "This value has the wrong type") }
        switch (key, new) {
        case ("CURRENCY_CODES", .text(let list)):
            for code in list.split(separator: ",").map({ String($0).trimmed }) where !Currencies.known.contains(code) {
                throw .whole("\(code) is no currency")
            }
        case ("INVENTREE_DEFAULT_CURRENCY", .text(let code)):
            guard currencies.contains(code) else { throw .whole("\(code) is not among the allowed currencies") }
        case ("SALESORDER_REFERENCE_PATTERN", .text(let source)):
            let pattern = ReferencePattern(source)
            if let problem = pattern.problem { throw .field("value", problem) }
            referencePattern = pattern
        default:
            break
        }
        values[key] = new
    }
}
