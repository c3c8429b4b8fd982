/// What an update does to a field that can be empty (`null`) on the server.
///
/// A field that cannot be null is a plain optional in a `Changes` value, where `nil` leaves it as it is.
public enum FieldChange<Value> {
    /// The field stays as it is.
    case unchanged

    /// The field gets a value.
    case set(Value)

    /// The field is emptied.
    case null

    /// Whether the field stays as it is.
    public var isUnchanged: Bool {
        if case .unchanged = self { true } else { false }
    }
}

extension FieldChange: Equatable where Value: Equatable {}
extension FieldChange: Hashable where Value: Hashable {}
extension FieldChange: Sendable where Value: Sendable {}
