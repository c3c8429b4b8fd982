import FGOModels
import Foundation

/// A character reference of HTML, such as `&#039;`, `&euro;` or `&copy`, read as browsers read it.
///
/// Pure.
struct CharacterReference {
    /// The number of scalars behind the `&`.
    private(set) var length = 0
    /// The text that the reference stands for.
    private(set) var text: [Unicode.Scalar] = []

    /// A text with all its references read, also where reading one makes another: `&amp;lt;` is `<`.
    ///
    /// It is read from the end on, so that what follows an `&` has no reference left, and each scalar is read once.
    static func decoded(_ text: String.UnicodeScalarView) -> String.UnicodeScalarView {
        guard text.contains("&") else { return text }
        var unread = Array(text)
        var reversed: [Unicode.Scalar] = []
        while let scalar = unread.popLast() {
            guard scalar == "&", let reference = CharacterReference(reversed) else {
                reversed.append(scalar)
                continue
            }
            reversed.removeLast(reference.length)
            unread += reference.text
        }
        return String.UnicodeScalarView(reversed.reversed())
    }

    /// The reference that a `&` begins; `nil` if it begins none.
    ///
    /// - Parameter reversed: The text behind the `&`, in reverse.
    private init?(_ reversed: [Unicode.Scalar]) {
        if reversed.last == "#" {
            guard readNumber(reversed) else { return nil }
        } else {
            guard readName(reversed) else { return nil }
        }
        // U+037E becomes a semicolon in normal form C, and a mark may hide in a name: no reference must come to light later.
        text = text.flatMap { Array(String($0).normalized.unicodeScalars) }.filter { !AcceptableText.isDropped($0) }
    }

    /// Reads `#65;` or `#x41;`; the semicolon may be missing.
    private mutating func readNumber(_ reversed: [Unicode.Scalar]) -> Bool {
        let text: ReversedCollection = reversed.reversed()
        var rest = text.dropFirst()
        length = 1
        let isHexadecimal = rest.first == "x" || rest.first == "X"
        if isHexadecimal {
            rest = rest.dropFirst()
            length += 1
        }
        var value: UInt32?
        for scalar in rest {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue, isHexadecimal || digit < 10 else {
                if scalar == ";", value != nil { length += 1 }
                break
            }
            value = min((value ?? 0) * (isHexadecimal ? 16 : 10) + UInt32(digit), 0x11_0000)
            length += 1
        }
        guard let value else { return false }
        self.text = [Self.scalar(value)]
        return true
    }

    /// Reads the longest name that there is; most names need their semicolon.
    private mutating func readName(_ reversed: [Unicode.Scalar]) -> Bool {
        var name = ""
        var found: (length: Int, text: [Unicode.Scalar])?
        for scalar in reversed.suffix(Self.longestName + 1).reversed() {
            if scalar == ";" {
                let text = HTMLCharacterNames.readWithSemicolon[name] ?? HTMLCharacterNames.readWithoutSemicolon[name]
                if let text { found = (name.utf8.count + 1, text) }
                break
            }
            guard scalar.isASCII, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) else { break }
            name.unicodeScalars.append(scalar)
            if let text = HTMLCharacterNames.readWithoutSemicolon[name] { found = (name.utf8.count, text) }
        }
        guard let found else { return false }
        (length, text) = found
        return true
    }

    private static let longestName =
        HTMLCharacterNames.readWithSemicolon.keys.map(\.utf8.count).max() ?? 0

    /// The scalar of a number; those of Windows-1252 are read as such, as browsers do: `&#146;` is an apostrophe.
    private static func scalar(_ value: UInt32) -> Unicode.Scalar {
        if (0x80...0x9F).contains(value), let text = String(bytes: [UInt8(value)], encoding: .windowsCP1252),
            let scalar = text.unicodeScalars.first
        {
            return scalar
        }
        return value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
