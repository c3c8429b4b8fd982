import Foundation

extension JSONValue {
    /// This value with MongoDB's Extended JSON taken off: `{"$numberDecimal": "1.5"}` is the number 1.5.
    ///
    /// Only one level is unwrapped, and only `$oid`, `$date`, `$numberInt`, `$numberLong`, `$numberDouble` and
    /// `$numberDecimal`; every other value is returned as it is. A date becomes ISO 8601 text in UTC.
    public var unwrapped: JSONValue {
        guard case .object(let fields) = self, fields.count == 1, let (key, value) = fields.first else { return self }
        return switch key {
        case "$oid": value
        case "$date": Self.date(value)
        case "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal": Self.number(value)
        default: self
        }
    }

    private static func number(_ value: JSONValue) -> JSONValue {
        guard case .text(let text) = value else { return value }
        if let number = Decimal(plain: text) { return .number(number) }
        return .double(Double(text) ?? .nan)
    }

    private static func date(_ value: JSONValue) -> JSONValue {
        switch value.unwrapped {
        case .number(let milliseconds):
            // The seconds of the years 1 to 9999; beyond them a number stays a number.
            guard let milliseconds = Int64("\(milliseconds)"),
                (-62_135_596_800_000..<253_402_300_800_000).contains(milliseconds)
            else { return .number(milliseconds) }
            let seconds = Double(milliseconds) / 1000
            return .text(Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(.iso8601))
        case let other:
            return other
        }
    }
}
