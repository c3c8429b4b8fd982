extension String {
    /// The beginning of the text in quotation marks, for a message: at most 40 Unicode scalars.
    var quotedBeginning: String { "“\(String(unicodeScalars.prefix(40)))”" }

    /// The text with at most 30 combining marks in a row, the rest of them dropped.
    ///
    /// No writing system has more on one letter (Unicode's Stream-Safe Text Format sets the same limit), and to compare,
    /// hash or normalize a row of them takes the square of its length: 60 seconds for one of a megabyte.
    var withoutFloodsOfMarks: String {
        guard utf8.count > Self.longestRow, !isSimple else { return self }
        var kept = String.UnicodeScalarView()
        var row = 0
        for scalar in unicodeScalars {
            row = scalar.isSimple || scalar.properties.canonicalCombiningClass == .notReordered ? 0 : row + 1
            if row <= Self.longestRow { kept.append(scalar) }
        }
        return String(kept)
    }

    private static let longestRow = 30
}
