/// A version of InvenTree's API that the simulator plays.
///
/// The server's contract, "Versions", says what differs between them.
public enum APIVersion: Int, Sendable, CaseIterable {
    /// The code that became InvenTree 1.0.
    case v391 = 391
    /// InvenTree 1.2, the version that the contract was recorded from.
    case v425 = 425
    /// A server of August 2026; known by its schema only.
    case v530 = 530

    /// The server's own version, as `GET /api/` tells it.
    var serverVersion: String {
        switch self {
        case .v391: "1.0.1"
        case .v425: "1.2.0 dev"
        case .v530: "1.4.0 dev"
        }
    }
}
