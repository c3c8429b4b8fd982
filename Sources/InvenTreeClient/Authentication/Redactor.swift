import Foundation
import Synchronization

/// Removes the secrets in use from text on its way out: logs, errors, records, responses.
///
/// Every ``Secret`` is known here as long as it exists. What a server repeats may be in another form, so the text is also
/// searched for the secret as URLs and JSON write it, and as a part of Base64, where a Basic header has it.
public enum Redactor {
    /// The length in bytes from which a secret is searched for.
    ///
    /// A shorter one is a part of too many words.
    public static let shortest = 6

    private struct State {
        var uses: [String: Int] = [:]
        /// The forms of all secrets, the longest first.
        var forms: [[UInt8]] = []

        mutating func update() {
            forms = Set(uses.keys.flatMap(Redactor.forms)).map { Array($0.utf8) }.sorted { $0.count > $1.count }
        }
    }

    private static let state = Mutex(State())
    private static let mark = "<redacted>"

    /// The text with `<redacted>` in place of each secret.
    ///
    /// - Parameter text: Text that may come from a server, a library or a file.
    /// - Returns: The text to show.
    public static func redact(_ text: String) -> String {
        let forms = state.withLock(\.forms)
        guard !forms.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let found = forms.flatMap { ranges(of: $0, in: bytes) }.sorted { $0.lowerBound < $1.lowerBound }
        guard !found.isEmpty else { return text }
        var (kept, end) = ([UInt8](), 0)
        for range in found {
            // A range that meets the one before is a part of the same secret.
            if range.lowerBound > end || end == 0 { kept += bytes[end..<range.lowerBound] + Array(mark.utf8) }
            end = max(end, range.upperBound)
        }
        return String(decoding: kept + bytes[end...], as: UTF8.self)
    }

    private static func ranges(of form: [UInt8], in bytes: [UInt8]) -> [Range<Int>] {
        guard let first = form.first, form.count <= bytes.count else { return [] }
        return bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return [] }
            var (ranges, start) = ([Range<Int>](), 0)
            let last = bytes.count - form.count
            while start <= last, let match = memchr(base + start, Int32(first), last - start + 1) {
                start = base.distance(to: UnsafeRawPointer(match))
                if memcmp(base + start, form, form.count) == 0 {
                    ranges.append(start..<start + form.count)
                    start += form.count
                } else {
                    start += 1
                }
            }
            return ranges
        }
    }
}

extension Redactor {
    static func add(_ secret: String) {
        guard secret.utf8.count >= shortest else { return }
        state.withLock { state in
            state.uses[secret, default: 0] += 1
            if state.uses[secret] == 1 { state.update() }
        }
    }

    static func remove(_ secret: String) {
        guard secret.utf8.count >= shortest else { return }
        state.withLock { state in
            let uses = (state.uses[secret] ?? 1) - 1
            state.uses[secret] = uses > 0 ? uses : nil
            if uses == 0 { state.update() }
        }
    }

    /// The forms in which a secret may stand in a text; pure.
    static func forms(of secret: String) -> Set<String> {
        let sets: [CharacterSet] = [
            .alphanumerics, .unreserved, .urlUserAllowed, .urlPasswordAllowed, .urlQueryAllowed,
        ]
        var forms: Set<String> = [secret]
        for set in sets {
            let ascii = set.intersection(CharacterSet(charactersIn: "\u{21}"..."\u{7E}"))
            guard let encoded = secret.addingPercentEncoding(withAllowedCharacters: ascii) else { continue }
            forms.formUnion([encoded, encoded.replacing(/%[0-9A-F]{2}/) { $0.output.lowercased() }])
            forms.insert(encoded.replacing("%20", with: "+"))
        }
        let escaped = secret.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        forms.formUnion([escaped, escaped.replacing("/", with: "\\/")])
        for form in (0...2).map({ base64(secret, behind: $0) }) where form.utf8.count >= shortest {
            forms.formUnion([form, form.replacing("+", with: "-").replacing("/", with: "_")])
        }
        return forms
    }

    /// The characters of Base64 that depend on the secret alone, where so many bytes (modulo 3) stand before it.
    private static func base64(_ secret: String, behind count: Int) -> String {
        let bits = (count + secret.utf8.count) * 8
        let text = (Data(repeating: 0, count: count) + Data(secret.utf8)).base64EncodedString()
        return String(text.prefix(bits / 6).dropFirst((count * 8 + 5) / 6))
    }
}

extension CharacterSet {
    /// RFC 3986.
    fileprivate static let unreserved = alphanumerics.union(CharacterSet(charactersIn: "-._~"))
}
