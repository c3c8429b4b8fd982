/// The units that a part may have.
enum PhysicalUnits {
    private static let plain: Set<String> = [
        "pcs", "piece", "pieces", "each", "dozen", "hundred", "thousand", "percent", "degree", "radian",
        "inch", "inches", "in", "ft", "foot", "feet", "yard", "mile", "lb", "pound", "oz", "ounce", "gallon",
        "min", "minute", "minutes", "h", "hr", "hour", "hours", "day", "days", "week", "month", "year", "bit", "byte",
        "degC", "degF",
    ]
    private static let prefixed = [
        "m", "meter", "metre", "g", "gram", "l", "L", "liter", "litre", "s", "second", "W", "watt", "Wh", "V", "volt",
        "A", "ampere", "Ah", "ohm", "Hz", "F", "farad", "H", "henry", "J", "joule", "N", "newton", "Pa", "bar", "K",
        "t", "mol", "cd", "lm", "lx",
    ]
    private static let prefixes = [
        "", "k", "M", "G", "c", "d", "m", "u", "µ", "n", "p", "kilo", "mega", "centi", "milli",
    ]
    private static let known = plain.union(prefixes.flatMap { prefix in prefixed.map { prefix + $0 } })

    /// Whether the server takes the text for a unit: `kg`, `pcs` and `m**2` are, `buc` is not.
    static func isKnown(_ text: String) -> Bool {
        let factors = text.replacing("**", with: "^").split(whereSeparator: { "*/ ".contains($0) })
        return !factors.isEmpty
            && factors.allSatisfy { factor in
                let base = factor.prefix { $0 != "^" }
                return known.contains(String(base)) || Double(factor) != nil
            }
    }
}
