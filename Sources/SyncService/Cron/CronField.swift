/// One of the five fields of a schedule, and how its text is read.
enum CronField: String, CaseIterable {
    case minute
    case hour
    case dayOfMonth = "day of month"
    case month
    case dayOfWeek = "day of week"

    /// The values that may be written; 0 and 7 are both Sunday.
    private var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// The number of different values.
    private var count: Int { self == .dayOfWeek ? 7 : range.count }

    /// The names of the values, from the first value on.
    private var names: [String] {
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        case .minute, .hour, .dayOfMonth: []
        }
    }

    /// Reads a list of values, ranges and steps.
    func read(_ text: Substring) throws(ServiceError) -> CronValues {
        var values = CronValues(isWild: text.hasPrefix("*"))
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            for value in try read(item: item) { values.insert(self == .dayOfWeek ? value % 7 : value) }
        }
        return values
    }

    /// Reads `*`, `5`, `1-5`, `*/10` or `10-50/10`.
    private func read(item: Substring) throws(ServiceError) -> [Int] {
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let values = parts.first else { throw objection(to: item) }
        let bounds = try bounds(of: values, in: item)
        guard parts.count > 1 else { return Array(bounds) }
        guard values == "*" || values.contains("-") else {
            throw objection(to: item, "a step stands behind * or a range")
        }
        guard let step = Self.number(parts[1]), (1...count).contains(step) else {
            throw objection(to: item, "a step is a whole number from 1 to \(count)")
        }
        return Array(stride(from: bounds.lowerBound, through: bounds.upperBound, by: step))
    }

    private func bounds(of values: Substring, in item: Substring) throws(ServiceError) -> ClosedRange<Int> {
        if values == "*" { return self == .dayOfWeek ? 0...6 : range }
        let ends = values.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = ends.first.flatMap(value), var last = ends.last.flatMap(value) else {
            throw objection(to: item)
        }
        // A week that ends with SUN ends with its seventh day.
        if self == .dayOfWeek, first > 0, last == 0, Self.number(ends[1]) == nil { last = 7 }
        guard first <= last else {
            let remedy = item.contains("/") ? "" : ": write \(unwrapped(ends[0], ends[1]))"
            throw objection(to: item, "a range goes upwards\(remedy)")
        }
        return first...last
    }

    /// The ranges to write in place of one that goes on with the field's first value after its last: `fri-sun,mon`.
    private func unwrapped(_ first: Substring, _ last: Substring) -> String {
        // The week begins with Monday, and ends with Sunday as its seventh day.
        let ends = self == .dayOfWeek ? 1...7 : range
        func joined(_ one: String, _ other: String) -> String { one == other ? one : "\(one)-\(other)" }
        let upper = joined(first.lowercased(), text(of: ends.upperBound, like: first))
        guard let value = value(last), value >= ends.lowerBound else { return upper }
        return upper + "," + joined(text(of: ends.lowerBound, like: last), last.lowercased())
    }

    /// A value as a name or as a number, whichever another text is.
    private func text(of value: Int, like other: Substring) -> String {
        Self.number(other) == nil ? names[(value - range.lowerBound) % names.count] : "\(value)"
    }

    private func value(_ text: Substring) -> Int? {
        let number = names.firstIndex(of: text.lowercased()).map { $0 + range.lowerBound } ?? Self.number(text)
        return number.flatMap { range.contains($0) ? $0 : nil }
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private func objection(to item: Substring, _ rule: String? = nil) -> ServiceError {
        var allowed = "\(range.lowerBound) to \(range.upperBound)"
        if let first = names.first, let last = names.last { allowed += " or \(first) to \(last)" }
        let rule = rule ?? "\(allowed), as one of *, 5, 1-5, */2, 1-5/2, or several with commas between them"
        return ServiceError(.invalidSchedule, "“\(item.prefix(40))” is no \(rawValue): \(rule)")
    }
}

/// The values that a field of a schedule allows.
struct CronValues: Sendable, Hashable {
    private var bits: UInt64 = 0
    /// Whether the field begins with `*`.
    let isWild: Bool

    init(isWild: Bool) {
        self.isWild = isWild
    }

    mutating func insert(_ value: Int) { bits |= 1 << UInt64(value) }

    func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }

    /// The values in ascending order.
    var all: [Int] { (0..<64).filter(contains) }
}
