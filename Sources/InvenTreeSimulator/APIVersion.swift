/// A version of InvenTree's API that the simulator plays: any number from 391 to 530.
///
/// ServerBehaviour, “Versions”, says what changed between them.
public struct APIVersion: RawRepresentable, Hashable, Comparable, Sendable, CaseIterable, CustomStringConvertible {
    /// The numbers that can be played.
    public static let playable = 391...530

    /// InvenTree 1.0.
    public static let v391 = APIVersion(number: 391)
    /// The development branch of InvenTree 1.2.
    public static let v425 = APIVersion(number: 425)
    /// The development branch of InvenTree 1.5.
    public static let v530 = APIVersion(number: 530)

    /// The versions whose real servers were recorded.
    ///
    /// The versions between them follow the API numbers in ServerBehaviour, “Versions”.
    public static let allCases: [APIVersion] = [.v391, .v425, .v530]

    /// The number, as `GET /api/` shows it.
    public let rawValue: Int

    /// Makes a version.
    ///
    /// - Parameter rawValue: A number from 391 to 530; `nil` is returned for any other.
    public init?(rawValue: Int) {
        guard Self.playable.contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    private init(number: Int) {
        rawValue = number
    }

    /// The time after which a real server of this version closes an idle connection: 2 s at 530, 3 s before.
    public var idleTimeout: Duration { VersionTraits(self).idleTimeout }

    /// The number after the word “API”.
    public var description: String { "API \(rawValue)" }

    /// Compares the numbers.
    ///
    /// - Parameters:
    ///   - left: A version.
    ///   - right: Another version.
    /// - Returns: Whether the first is the older one.
    public static func < (left: APIVersion, right: APIVersion) -> Bool { left.rawValue < right.rawValue }

    /// The version of the server's code, as `GET /api/` shows it.
    var serverVersion: String {
        switch rawValue {
        case ..<421: "1.0.1"
        case ..<425: "1.1.0"
        case ..<453: "1.2.0 dev"
        case ..<477: "1.2.0"
        case ..<511: "1.3.0"
        case ..<530: "1.4.0"
        default: "1.5.0 dev"
        }
    }
}
