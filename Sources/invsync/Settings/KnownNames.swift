/// Names that a person may have meant by one that does not exist.
struct KnownNames {
    let names: [String]

    /// The name that is the most alike.
    func nearest(to name: String) -> String? {
        names.map { ($0, name.bare.distance(to: $0.bare)) }.min { $0.1 < $1.1 }?.0
    }

    /// The nearest name, if it is another spelling of at most a third of the letters, or one of both begins with the other.
    func similar(to name: String) -> String? {
        guard let nearest = nearest(to: name) else { return nil }
        let (bare, other) = (name.bare, nearest.bare)
        let isSimilar = bare.distance(to: other) * 3 <= Swift.max(bare.count, other.count)
        return isSimilar || bare.starts(with: other) || other.starts(with: bare) ? nearest : nil
    }

    /// The nearest name, if it differs by case, separators or a slip of the pen only.
    func resembled(by name: String) -> String? {
        guard let nearest = nearest(to: name) else { return nil }
        let slips = nearest.bare.count > 5 ? 2 : 1
        return name.bare.distance(to: nearest.bare) <= slips ? nearest : nil
    }
}

extension String {
    /// The letters and digits in lower case: `Log-Format` and `log_format` are one name.
    var bare: [Character] { lowercased().filter { $0.isLetter || $0.isNumber }.map(\.self) }
}

extension [Character] {
    /// The number of insertions, deletions, replacements and swaps of neighbours from one text to the other (optimal string
    /// alignment).
    func distance(to other: [Character]) -> Int {
        var rows = [Swift.Array(0...other.count)]
        for (i, left) in enumerated() {
            var row = [i + 1]
            for (j, right) in other.enumerated() {
                var cost = Swift.min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (left == right ? 0 : 1))
                if i > 0, j > 0, left == other[j - 1], self[i - 1] == right {
                    cost = Swift.min(cost, rows[i - 1][j - 1] + 1)
                }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[count][other.count]
    }
}
