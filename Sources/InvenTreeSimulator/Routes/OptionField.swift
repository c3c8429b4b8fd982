/// A field of a row, as OPTIONS describes it.
///
/// Read from a line such as `name string ! blank max=100`: the name, the type, and attributes in any order:
///
/// - `!` required, `~` read-only, `null` and `blank` what else it may be
/// - `least=1` and `max=100` characters, `min=0`, `upto=100`, `digits=15,5`
/// - `default=1` a JSON value, or `@` with what the server takes it from
/// - `choices=` the choices, or `@` with where they are from
/// - `model=part at=/api/part/ where=salable` the rows whose keys it takes
/// - `of=user` the fields within an object, `each=user` within the objects of a list
/// - `written` only in responses to writes, `outer` not within another row
/// - `+minor` only in versions with that trait, `-minor` only in those without it
struct OptionField {
    let name: Substring
    private(set) var type = "field"
    private(set) var isRequired = false
    private(set) var isReadOnly = false
    private(set) var isNullable = false
    private(set) var allowsBlank = false
    private(set) var isWritten = false
    private(set) var isOuter = false
    /// The attributes that have a value.
    private(set) var values: [Substring: Substring] = [:]

    /// Reads the fields of a group that a version has.
    static func read(_ group: String, _ traits: VersionTraits) -> [OptionField] {
        group.split(separator: "\n").compactMap { OptionField($0, traits) }
    }

    /// Reads a field, or returns nil for one that the version does not have.
    private init?(_ line: Substring, _ traits: VersionTraits) {
        let words = line.split(separator: " ")
        guard words.count >= 2 else { return nil }
        name = words[0]
        type = Self.types[words[1]] ?? String(words[1])
        for word in words.dropFirst(2) {
            switch word {
            case "!": isRequired = true
            case "~": isReadOnly = true
            case "null": isNullable = true
            case "blank": allowsBlank = true
            case "written": isWritten = true
            case "outer": isOuter = true
            default:
                let parts = word.split(separator: "=", maxSplits: 1)
                if parts.count == 2 {
                    values[parts[0]] = parts[1]
                } else if Self.isMet(word.dropFirst(), traits) != (word.first == "+") {
                    return nil
                }
            }
        }
        if isWritten, !traits.writesShowDetails { return nil }
    }

    /// A Boolean value that indicates whether the field holds a text, which may be empty or not.
    var isText: Bool { ["string", "url", "email", "choice"].contains(type) }

    private static let types: [Substring: String] = [
        "key": "related field", "object": "nested object", "image": "image upload",
    ]

    private static func isMet(_ condition: Substring, _ traits: VersionTraits) -> Bool {
        switch condition {
        case "details": traits.writesShowDetails
        case "discounts": traits.linesHaveDiscounts
        case "minor": traits.hasMinorFields
        case "newCompanies": !traits.companiesShowAddresses
        case "newParts": !traits.partsShowSuppliers
        case "notes": traits.storesNotesOnCreation
        case "nullStatus": traits.customStatusIsNull
        case "numbers": traits.linesHaveNumbers
        case "projectCodes": traits.linesHaveProjectCodes
        case "updates": traits.ordersShowTheirUpdate
        default: false
        }
    }
}
