public import Foundation

/// A simulated server that listens, and what a test may see and change of it.
public struct RunningSimulator: Sendable {
    let server: SimulatedServer

    /// The address that the server listens on.
    public let host: String
    /// The port that the server listens on.
    public let port: Int

    /// The address to send requests to, without a slash at its end.
    public var baseURL: URL {
        var components = URLComponents()
        components.scheme = "http"
        components.host = host
        components.port = port
        return components.url ?? URL(filePath: "/")
    }

    // MARK: What the server holds

    /// All companies by ascending key.
    public var companies: [SimulatedCompany] { server.read { $0.companies.rows } }
    /// All parts by ascending key.
    public var parts: [SimulatedPart] { server.read { $0.parts.rows } }
    /// All orders by ascending key.
    public var orders: [SimulatedOrder] { server.read { $0.orders.rows } }
    /// All lines by ascending key.
    public var lines: [SimulatedLine] { server.read { $0.lines.rows } }
    /// All extra lines by ascending key.
    public var extraLines: [SimulatedExtraLine] { server.read { $0.extraLines.rows } }

    /// The lines of an order by ascending key.
    ///
    /// - Parameter order: The key of the order.
    /// - Returns: Its lines, none when there is no such order.
    public func lines(ofOrder order: Int) -> [SimulatedLine] {
        server.read { $0.lines.rows(ofOrder: order).sorted { $0.pk < $1.pk } }
    }

    /// The extra lines of an order by ascending key.
    ///
    /// - Parameter order: The key of the order.
    /// - Returns: Its extra lines, none when there is no such order.
    public func extraLines(ofOrder order: Int) -> [SimulatedExtraLine] {
        server.read { $0.extraLines.rows(ofOrder: order).sorted { $0.pk < $1.pk } }
    }

    /// The total of an order in its own currency.
    ///
    /// - Parameter order: The key of the order.
    /// - Returns: The total, or nil when a line has another currency or there is no such order.
    public func total(ofOrder order: Int) -> Decimal? {
        server.read { database in database.orders[order].flatMap { database.total(of: $0) } }
    }

    // MARK: Seeding

    /// Stores a company.
    ///
    /// - Parameter company: The company; its key is given here.
    /// - Returns: Its key.
    /// - Throws: ``SimulatorError`` when another company has its name and e-mail address.
    @discardableResult public func add(_ company: SimulatedCompany) throws(SimulatorError) -> Int {
        try server.change { database throws(SimulatorError) in
            if database.companies.hasTwin(of: company) { throw Self.refused("The company exists") }
            return database.companies.insert(company).pk
        }
    }

    /// Stores a part.
    ///
    /// - Parameter part: The part; its key is given here.
    /// - Returns: Its key.
    /// - Throws: ``SimulatorError`` when another part has its name, IPN and revision.
    @discardableResult public func add(_ part: SimulatedPart) throws(SimulatorError) -> Int {
        try server.change { database throws(SimulatorError) in
            if database.parts.hasTwin(of: part) { throw Self.refused("The part exists") }
            var part = part
            part.creationDate = database.today
            return database.parts.insert(part).pk
        }
    }

    /// Stores an order.
    ///
    /// - Parameter order: The order; its key is given here, and its reference and date where they are empty.
    /// - Returns: Its key.
    /// - Throws: ``SimulatorError`` when the customer is not there or another order has the reference.
    @discardableResult public func add(_ order: SimulatedOrder) throws(SimulatorError) -> Int {
        try server.change { database throws(SimulatorError) in
            guard order.customer.flatMap({ database.companies[$0] }) != nil else {
                throw Self.refused("The order's customer is not there")
            }
            var order = order
            if order.reference.isEmpty { order.reference = database.nextReference() }
            if order.creationDate.isEmpty { order.creationDate = database.today }
            if database.orders.hasReference(order.reference) { throw Self.refused("The reference is in use") }
            order.referenceNumber = database.settings.referencePattern.number(in: order.reference)
            order.updatedAt = database.minute
            return database.orders.insert(order).pk
        }
    }

    /// Stores a line.
    ///
    /// - Parameter line: The line; its key is given here.
    /// - Returns: Its key.
    /// - Throws: ``SimulatorError`` when the order is not there.
    @discardableResult public func add(_ line: SimulatedLine) throws(SimulatorError) -> Int {
        try server.change { database throws(SimulatorError) in
            guard database.orders[line.order] != nil else { throw Self.refused("The line's order is not there") }
            return database.lines.insert(line).pk
        }
    }

    /// Stores an extra line.
    ///
    /// - Parameter line: The line; its key is given here.
    /// - Returns: Its key.
    /// - Throws: ``SimulatorError`` when the order is not there.
    @discardableResult public func add(_ line: SimulatedExtraLine) throws(SimulatorError) -> Int {
        try server.change { database throws(SimulatorError) in
            guard database.orders[line.order] != nil else { throw Self.refused("The line's order is not there") }
            return database.extraLines.insert(line).pk
        }
    }

    /// Replaces an order, as somebody at the server might change it.
    ///
    /// - Parameters:
    ///   - pk: The key of the order; when there is none, nothing happens.
    ///   - change: What is done to it.
    public func updateOrder(_ pk: Int, _ change: @Sendable (inout SimulatedOrder) -> Void) {
        server.mutate { database in
            guard var order = database.orders[pk] else { return }
            change(&order)
            order.pk = pk
            order.referenceNumber = database.settings.referencePattern.number(in: order.reference)
            database.orders.put(order)
        }
    }

    /// Changes a text setting, such as `SALESORDER_REFERENCE_PATTERN` or `CURRENCY_CODES`, at once in force.
    ///
    /// - Parameters:
    ///   - key: The name of the setting.
    ///   - value: The text.
    /// - Throws: ``SimulatorError`` when the server would refuse it.
    public func set(_ key: String, to value: String) throws(SimulatorError) {
        try server.change { database throws(SimulatorError) in
            do throws(Refusal) {
                try database.settings.set(key, to: .string(value))
            } catch {
                throw Self.refused("The setting \(key) does not take this value")
            }
        }
    }

    private static func refused(_ message: String) -> SimulatorError {
        SimulatorError(code: .rowRefused, message: message, cause: nil)
    }

    // MARK: Watching and spoiling requests

    /// How many requests came since the start or the last reset.
    public var requestCounts: RequestCounts { server.counts }

    /// Starts counting anew.
    public func resetRequestCounts() {
        server.resetCounts()
    }

    /// Installs a hook that decides what becomes of each request, or removes it.
    ///
    /// The hook runs when a request has arrived and read what it will write back later, so a hook that waits for a
    /// second request makes the two overlap.
    ///
    /// - Parameter hook: Called for every request to the API, for several at once when they overlap.
    public func onRequest(_ hook: (@Sendable (SimulatedRequest) async -> FaultAction)?) {
        server.install(hook)
    }
}
