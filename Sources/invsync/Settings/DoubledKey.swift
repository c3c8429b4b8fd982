import Yams

/// A key that occurs twice in one mapping of a YAML file, and its lines; nothing else of the file, which may hold a secret.
///
/// Pure.
struct DoubledKey {
    private let keys: [String]
    private let first: Mark
    private let text: String

    /// Reads what Yams reports of a mapping.
    ///
    /// - Parameters:
    ///   - keys: The keys that occur twice.
    ///   - context: The text of the file, and the place where the first of the keys occurs first.
    init(_ keys: [String], _ context: YamlError.Context) {
        (self.keys, first, text) = (keys, context.mark, context.text)
    }

    /// A sentence with the first of the keys and its lines, and with the other keys.
    var problem: String {
        let key = keys.first ?? ""
        let lines = secondLine(of: key).map { "in lines \(first.line) and \($0)" } ?? "first in line \(first.line)"
        let others = keys.dropFirst().map { "“\($0)”" }.joined(separator: ", ")
        return "the key “\(key)” occurs twice, \(lines)\(others.isEmpty ? "" : ", and so does \(others)"): remove one"
    }

    /// The line of the key's second occurrence; `nil` if it does not stand at the beginning of a line of its own.
    ///
    /// The keys of one mapping stand in one column, and no line between them begins before it.
    private func secondLine(of key: String) -> Int? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated().dropFirst(first.line) {
            let content = line.drop { $0 == " " }
            if content.isEmpty || content.first == "#" { continue }
            let column = line.count - content.count + 1
            if column < first.column { return nil }
            if column == first.column, content.isEntry(of: key) { return index + 1 }
        }
        return nil
    }
}

extension Substring {
    /// Whether the text begins with a key and its colon.
    fileprivate func isEntry(of key: String) -> Bool {
        [key, "\"\(key)\"", "'\(key)'"].contains { spelling in
            hasPrefix(spelling) && dropFirst(spelling.count).drop { $0 == " " }.first == ":"
        }
    }
}
