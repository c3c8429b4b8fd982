/// The server's expression for the IPNs of parts (its setting PART_IPN_REGEX); a part without an IPN must match it, too.
///
/// Pure.
struct PartNumberPattern: Sendable, Hashable {
    /// The expression as the server has it.
    let text: String

    /// The longest expression that is tried.
    private static let limit = 250

    /// Reads the setting.
    ///
    /// - Parameter setting: Its value; `nil` is returned for an empty one, which every IPN matches.
    init?(_ setting: String) {
        guard !setting.allSatisfy(\.isWhitespace) else { return nil }
        text = setting
    }

    /// Tells whether the server takes an IPN.
    ///
    /// - Parameter ipn: The IPN; empty for none.
    /// - Returns: The answer; `nil` if the expression is not understood here, or might take long.
    func matches(_ ipn: String) -> Bool? {
        guard text.unicodeScalars.count <= Self.limit, ipn.unicodeScalars.count <= Self.limit, isQuick,
            let expression = try? Regex(text)
        else { return nil }
        return ipn.firstMatch(of: expression) != nil
    }

    /// Whether the ways to match are few: a matcher that goes back tries each of them.
    ///
    /// No group is repeated, at most three marks repeat something any number of times, and at most four choose. Patterns of
    /// part numbers, such as `^[A-Z]{2,3}-\d{4,6}(-[AB])?$`, stay within that.
    private var isQuick: Bool {
        var scan = Scan()
        for mark in text.unicodeScalars { scan.read(mark) }
        return scan.repetitions <= 3 && scan.choices <= 4 && !scan.repeatsGroup
    }

    /// Counts the marks of an expression that are neither escaped nor in a class such as `[+*]`.
    private struct Scan {
        private(set) var repetitions = 0
        private(set) var choices = 0
        private(set) var repeatsGroup = false
        private var isEscaped = false
        private var isInClass = false
        private var isBehindGroup = false

        mutating func read(_ mark: Unicode.Scalar) {
            if isEscaped {
                isEscaped = false
            } else if mark == "\\" {
                (isEscaped, isBehindGroup) = (true, false)
            } else if isInClass {
                isInClass = mark != "]"
            } else {
                count(mark)
            }
        }

        private mutating func count(_ mark: Unicode.Scalar) {
            switch mark {
            case "[": isInClass = true
            // A comma is in the bounds of a repetition, such as `{2,5}`; elsewhere it counts, too.
            case "*", "+", ",": repetitions += 1
            case "?", "|": choices += 1
            default: break
            }
            if isBehindGroup, ["*", "+", "{"].contains(mark) { repeatsGroup = true }
            isBehindGroup = mark == ")"
        }
    }
}
