import CMongoc

/// A decimal number of up to 34 digits that keeps its trailing zeros, as MongoDB holds it.
struct Decimal128: Hashable, Sendable, CustomStringConvertible {
    let low: UInt64
    let high: UInt64

    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The number that a literal (`-12.50`, `1E+3`, `NaN`) stands for; nil where it is none, or would have to be rounded.
    init?(_ text: String) {
        var value = bson_decimal128_t()
        guard bson_decimal128_from_string(text, &value) else { return nil }
        self.init(low: value.low, high: value.high)
    }

    /// The number as Extended JSON's `$numberDecimal` has it.
    var description: String {
        var value = bson_decimal128_t()
        value.low = low
        value.high = high
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(BSON_DECIMAL128_STRING)) { text in
            guard let start = text.baseAddress else { return "" }
            bson_decimal128_to_string(&value, start)
            return String(cString: start)
        }
    }
}
