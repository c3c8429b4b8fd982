/// A text that must not be seen: a password or a token.
///
/// It shows as `<redacted>` wherever it is printed, interpolated, logged or dumped.
public struct Secret: Hashable, Sendable {
    /// The text itself; to be used where it is sent and nowhere else.
    let value: String

    /// Makes a secret of a text.
    public init(_ value: String) {
        self.value = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }

    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }

    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
