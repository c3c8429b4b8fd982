extension String {
    /// The beginning of the text.
    ///
    /// - Parameter limit: How much of it at most, in Unicode scalars: one `Character` may be a megabyte of marks.
    /// - Returns: The first of its scalars.
    func cut(at limit: Int) -> String {
        String(unicodeScalars.prefix(limit))
    }
}
