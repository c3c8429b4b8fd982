/// The documents that a sync accepts, by their `source` (sync rules, section 1).
public enum SourceFilter: Sendable, Hashable {
    /// Every document.
    case all
    /// Documents whose `source` is one of some values; `nil` stands for documents without one.
    case only(Set<String?>)

    /// Tells whether documents of a source are accepted.
    ///
    /// - Parameter source: The source; `nil` for none.
    /// - Returns: Whether they are.
    public func accepts(_ source: String?) -> Bool {
        switch self {
        case .all: true
        case .only(let sources): sources.contains(source)
        }
    }
}
