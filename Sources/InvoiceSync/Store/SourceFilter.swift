/// The documents that a sync accepts, by their `source` (<doc:DocumentRules#Sources>).
public enum SourceFilter: Sendable, Hashable {
    /// Every document.
    case all
    /// Documents whose `source` is one of some values; `nil` stands for documents without one.
    case only(Set<String?>)

    /// The filter of the setting `sources`.
    ///
    /// - Parameter sources: The sources, an empty text for documents without one; `nil` accepts every document.
    init(accepting sources: Set<String>?) {
        self = sources.map { .only(Set($0.map { $0.isEmpty ? nil : $0 })) } ?? .all
    }

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
