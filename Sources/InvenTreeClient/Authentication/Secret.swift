import Foundation

/// A text that must not be seen: a password or a token.
///
/// It shows as `<redacted>` wherever it is printed, interpolated, logged or dumped. As long as it exists, ``Redactor`` removes
/// it from other texts, too.
public struct Secret: Sendable {
    private let known: KnownSecret

    /// The text itself; to be used where it is sent and nowhere else.
    var value: String { known.text }

    /// Makes a secret of a text.
    public init(_ value: String) {
        known = KnownSecret(value)
    }

    /// The passwords in an address such as `https://user:password@host`, also those among its options, as in
    /// `mongodb://host/?tlsCertificateKeyFilePassword=…`; as they are written and as they are meant.
    ///
    /// - Parameter address: The address, which need not be a valid URL.
    /// - Returns: The secrets; none if the address has no password.
    public static func passwords(in address: String) -> [Secret] {
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        let parts = rest.split(separator: "?", maxSplits: 1)
        var found: [Substring] = []
        // A password that was not encoded may hold a question mark, too.
        let authority = parts.first?.contains("@") == true ? parts[0] : rest
        if let end = authority.lastIndex(of: "@"), let colon = authority[..<end].firstIndex(of: ":") {
            found.append(authority[authority.index(after: colon)..<end])
        }
        found += rest.matches(of: /(?:password|token)[=:]([^&,]+)/.ignoresCase()).map(\.output.1)
        return Set(found.flatMap { [String($0), $0.removingPercentEncoding ?? ""] }).map { Secret($0) }
    }
}

/// The text of a secret, known to the redactor as long as somebody holds it.
private final class KnownSecret: Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
        Redactor.add(text)
    }

    deinit {
        Redactor.remove(text)
    }
}

extension Secret: Hashable {
    /// Compares the texts.
    public static func == (one: Secret, other: Secret) -> Bool { one.value == other.value }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
