import Foundation

/// A number taken apart: its sign, its digits, and how many of them stand before the decimal mark.
///
/// ``FGONumber/decimal(from:)`` gives the rules.
struct NumberText {
    private enum Mark {
        case point, comma, space, apostrophe
    }

    /// A mark, and how many digits stand before it.
    private typealias PlacedMark = (mark: Mark, position: Int)

    private var isNegative = false
    private var digits: [UInt8] = []
    private let wholeCount: Int

    /// - Parameter bytes: UTF-8 without white space around it.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var marks: [PlacedMark] = []
        var index = Self.length(ofSignIn: bytes)
        isNegative = index > 0
        digits.reserveCapacity(bytes.count)
        while index < bytes.count {
            let byte = bytes[index]
            if byte.isASCIIDigit {
                digits.append(byte)
                index += 1
            } else if let (mark, length) = Self.mark(in: bytes, at: index) {
                marks.append((mark, digits.count))
                index += length
            } else {
                return nil
            }
        }
        guard (1...Decimal.exactDigits).contains(digits.count),
            let wholeCount = Self.wholeCount(of: digits.count, marks)
        else { return nil }
        self.wholeCount = wholeCount
    }

    /// The number; nil where a `Decimal` cannot hold it exactly.
    var decimal: Decimal? {
        let exponent = wholeCount - digits.count
        guard digits.count > Decimal.shortDigits else {
            let significand = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            return Decimal(isNegative: isNegative, significand: significand, exponent: exponent)
        }
        return Decimal(plain: "\(isNegative ? "-" : "")\(String(decoding: digits, as: UTF8.self))E\(exponent)")
    }

    /// How many digits stand before the decimal mark; nil where the marks follow no rule.
    private static func wholeCount(of digitCount: Int, _ marks: [PlacedMark]) -> Int? {
        guard let last = marks.last else { return digitCount }
        let isSingle = !marks.dropLast().contains { $0.mark == last.mark }
        let isDecimal = isSingle && (last.mark == .point || last.mark == .comma)
        let whole = isDecimal ? last.position : digitCount
        let separators = isDecimal ? marks.dropLast() : marks[...]
        return areThousands(separators, upTo: whole) ? whole : nil
    }

    /// Whether marks of one kind separate groups of three digits.
    private static func areThousands(_ separators: ArraySlice<PlacedMark>, upTo end: Int) -> Bool {
        guard let first = separators.first else { return true }
        var position = first.position
        guard (1...3).contains(position) else { return false }
        for separator in separators.dropFirst() {
            guard separator.mark == first.mark, separator.position == position + 3 else { return false }
            position = separator.position
        }
        return end == position + 3
    }

    private static func length(ofSignIn bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if bytes.first == UInt8(ascii: "-") { return 1 }
        return bytes.starts(with: [0xE2, 0x88, 0x92]) ? 3 : 0
    }

    /// The mark at an index, and its length in bytes.
    private static func mark(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (Mark, Int)? {
        switch bytes[index] {
        case UInt8(ascii: "."): return (.point, 1)
        case UInt8(ascii: ","): return (.comma, 1)
        case UInt8(ascii: " "): return (.space, 1)
        case UInt8(ascii: "'"): return (.apostrophe, 1)
        case 0xC2 where bytes[index...].starts(with: [0xC2, 0xA0]): return (.space, 2)
        case 0xE2 where bytes[index...].starts(with: [0xE2, 0x80, 0xAF]): return (.space, 3)
        case 0xE2 where bytes[index...].starts(with: [0xE2, 0x80, 0x99]): return (.apostrophe, 3)
        default: return nil
        }
    }
}
