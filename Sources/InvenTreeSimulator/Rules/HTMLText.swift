/// A text that is read as HTML and written again without any tag, as the server does with nh3 and html5ever.
///
/// differences-530.md, 3.1: the result is what the server stores when it is as long as the text that was sent. Only the
/// raw text of elements such as `<xmp>`, which html5ever keeps as it is, is read like any other here.
struct HTMLText {
    private let source: [Unicode.Scalar]
    private var position = 0
    private var result = String.UnicodeScalarView()

    /// Writes a text as the server would store it.
    ///
    /// - Parameter text: What was sent.
    /// - Returns: The text without tags and comments and with its character references resolved. A no-break space is
    ///   written as `&nbsp;`.
    static func rewrite(_ text: String) -> String {
        var reader = HTMLText(source: Array(text.unicodeScalars))
        reader.read()
        return String(reader.result)
    }

    private init(source: [Unicode.Scalar]) {
        self.source = source
    }

    private mutating func read() {
        // A byte order mark at the start belongs to the encoding.
        if source.first == "\u{FEFF}" { position = 1 }
        while let scalar = peek() {
            switch scalar {
            case "<": readMarkup()
            case "&": readReference()
            default: write(scalar)
            }
        }
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < source.count ? source[position + offset] : nil
    }

    /// Writes a character, and steps over the one that was read.
    private mutating func write(_ scalar: Unicode.Scalar) {
        append(scalar)
        position += 1
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if scalar == "\u{A0}" { result.append(contentsOf: "&nbsp;".unicodeScalars) } else { result.append(scalar) }
    }

    // MARK: Tags and comments

    /// Steps over a tag or comment, or writes a `<` that begins none.
    private mutating func readMarkup() {
        switch (peek(1), peek(2), peek(3)) {
        case ("!", "-", "-"): skipComment()
        case ("!", _, _), ("?", _, _): skip(past: ">")
        case ("/", ">", _): position += 3
        case ("/", let letter?, _): if Self.isLetter(letter) { skipTag() } else { skip(past: ">") }
        case (let letter?, _, _) where Self.isLetter(letter): skipTag()
        default: write("<")
        }
    }

    /// Steps over a tag; a `>` within the quotes of an attribute does not end it.
    private mutating func skipTag() {
        while let scalar = peek() {
            position += 1
            switch scalar {
            case ">":
                return
            case "=":
                while peek() == " " { position += 1 }
                if let quote = peek(), quote == "\"" || quote == "'" {
                    position += 1
                    skip(past: quote)
                }
            default:
                break
            }
        }
    }

    private mutating func skipComment() {
        position += 4
        if peek() == ">" {
            position += 1
            return
        }
        if peek() == "-", peek(1) == ">" {
            position += 2
            return
        }
        while let scalar = peek() {
            if scalar == "-", peek(1) == "-", peek(2) == ">" {
                position += 3
                return
            }
            position += 1
        }
    }

    private mutating func skip(past end: Unicode.Scalar) {
        while let scalar = peek() {
            position += 1
            if scalar == end { return }
        }
    }

    // MARK: Character references

    /// Writes the character that a reference stands for, or the `&` that begins none.
    private mutating func readReference() {
        if peek(1) == "#" { readNumericReference() } else { readNamedReference() }
    }

    private mutating func readNumericReference() {
        let isHexadecimal = peek(2) == "x" || peek(2) == "X"
        var length = isHexadecimal ? 3 : 2
        var number: UInt32 = 0
        let firstDigit = length
        while let digit = peek(length).flatMap({ Self.digit($0, radix: isHexadecimal ? 16 : 10) }) {
            number = min(number * (isHexadecimal ? 16 : 10) + digit, 0x11_0000)
            length += 1
        }
        guard length > firstDigit else { return write("&") }
        if peek(length) == ";" { length += 1 }
        append(Self.character(number))
        position += length
    }

    private mutating func readNamedReference() {
        var name = String.UnicodeScalarView()
        while let scalar = peek(1 + name.count), Self.isLetter(scalar) || Self.digit(scalar, radix: 10) != nil,
            name.count < 40
        {
            name.append(scalar)
        }
        if peek(1 + name.count) == ";", let characters = NamedCharacters.all[String(name)] {
            return write(characters, insteadOf: name.count + 2)
        }
        while !name.isEmpty {
            if NamedCharacters.withoutSemicolon.contains(String(name)),
                let characters = NamedCharacters.all[String(name)]
            {
                return write(characters, insteadOf: name.count + 1)
            }
            name.removeLast()
        }
        write("&")
    }

    private mutating func write(_ characters: String, insteadOf length: Int) {
        for scalar in characters.unicodeScalars { append(scalar) }
        position += length
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func digit(_ scalar: Unicode.Scalar, radix: Int) -> UInt32? {
        scalar.isASCII ? UInt32(String(scalar), radix: radix) : nil
    }

    /// The character of a number; HTML reads some numbers as those of Windows-1252, and replaces impossible ones.
    private static func character(_ number: UInt32) -> Unicode.Scalar {
        if (0x80...0x9F).contains(number) { return windows1252[Int(number) - 0x80] }
        return number == 0 ? "\u{FFFD}" : Unicode.Scalar(number) ?? "\u{FFFD}"
    }

    private static let windows1252 = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars
    )
}
