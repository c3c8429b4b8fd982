/// Text that proves who somebody is; how long a comparison takes tells nothing of it but its length.
struct SecretText: Sendable, Equatable {
    /// For those who are to have it.
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// 256 bits of the system's chance, in hexadecimal digits.
    static func random() -> SecretText {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<4).map { _ in String(generator.next(), radix: 16) }
        return SecretText(words.map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined())
    }

    static func == (one: SecretText, other: SecretText) -> Bool { one.matches(other.text) }

    func matches(_ other: some StringProtocol) -> Bool {
        let (bytes, sent) = (Array(text.utf8), Array(other.utf8))
        var difference = UInt8(sent.count == bytes.count ? 0 : 1)
        for (index, byte) in bytes.enumerated() { difference |= byte ^ (index < sent.count ? sent[index] : 0) }
        return difference == 0
    }
}
