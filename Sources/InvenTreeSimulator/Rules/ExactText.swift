/// Text that is equal only when its bytes are.
///
/// PostgreSQL compares bytes, while a Swift `String` takes `é` and `e` + accent for the same. Whatever the
/// server looks up, keeps unique or sorts goes through this type, so that a client that does not normalise
/// names is found out.
struct ExactText: Hashable, Comparable, Sendable {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The text with its case folded, for what the server compares in any case.
    init(folding text: String) {
        self.init(text.lowercased())
    }

    static func < (left: ExactText, right: ExactText) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// Whether `part` occurs anywhere in this text.
    func contains(_ part: ExactText) -> Bool {
        guard let first = part.bytes.first else { return true }
        guard bytes.count >= part.bytes.count else { return false }
        return bytes.withUnsafeBufferPointer { text in
            part.bytes.withUnsafeBufferPointer { sought in
                for start in 0...(text.count - sought.count) where text[start] == first {
                    if text[start..<(start + sought.count)].elementsEqual(sought) { return true }
                }
                return false
            }
        }
    }
}
