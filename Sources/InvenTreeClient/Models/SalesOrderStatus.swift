/// Where a sales order stands.
///
/// A server may define states of its own beyond these: any number is a status.
public struct SalesOrderStatus: RawRepresentable, Hashable, Codable, Sendable {
    /// The server's number of the status.
    public let rawValue: Int

    /// Makes a status of the server's number.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Not yet issued; may be edited.
    public static let pending = SalesOrderStatus(rawValue: 10)

    /// Issued.
    public static let inProgress = SalesOrderStatus(rawValue: 15)

    /// Shipped; locked unless a setting of the server says otherwise.
    public static let shipped = SalesOrderStatus(rawValue: 20)

    /// Put off.
    public static let onHold = SalesOrderStatus(rawValue: 25)

    /// Done; locked unless a setting of the server says otherwise.
    public static let complete = SalesOrderStatus(rawValue: 30)

    /// Called off.
    public static let cancelled = SalesOrderStatus(rawValue: 40)

    /// Lost on its way.
    public static let lost = SalesOrderStatus(rawValue: 50)

    /// Sent back.
    public static let returned = SalesOrderStatus(rawValue: 60)
}
