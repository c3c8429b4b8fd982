import Foundation

/// Everything that the server knows.
struct Database: Sendable {
    let version: APIVersion
    let traits: VersionTraits
    let now: @Sendable () -> Date

    var accounts: Accounts
    var settings: Settings
    var companies = CompanyTable()
    var addresses = Table<CompanyAddress>()
    var categories = Table<PartCategory>()
    var parts = PartTable()
    var projectCodes = Table<ProjectCode>()
    var orders = OrderTable()
    var lines = LineTable<SimulatedLine>()
    var extraLines = LineTable<SimulatedExtraLine>()
    var races = Races()

    init(version: APIVersion, identities: Identities, currencies: [String], now: @escaping @Sendable () -> Date) {
        self.version = version
        traits = VersionTraits(version)
        self.now = now
        accounts = Accounts(identities, today: Self.day(now()))
        settings = Settings(currencies: currencies, traits)
    }

    /// Today, as `YYYY-MM-DD`.
    var today: String { Self.day(now()) }

    /// This moment, as `YYYY-MM-DDThh:mm:ssZ`.
    var timestamp: String { now().formatted(.iso8601) }

    /// This minute, as `YYYY-MM-DD hh:mm`.
    var minute: String { String(timestamp.prefix(16)).replacing("T", with: " ") }

    private static func day(_ date: Date) -> String {
        date.formatted(.iso8601.year().month().day())
    }

    // MARK: Orders

    /// The currency that an order's total is in.
    func currency(of order: SimulatedOrder) -> String {
        if let currency = order.currency, !currency.isEmpty { return currency }
        return order.customer.flatMap { companies[$0]?.currency } ?? settings.defaultCurrency
    }

    /// The total of an order, or nil where a line has another currency: the server has no rates.
    func total(of order: SimulatedOrder) -> Decimal? {
        let currency = currency(of: order)
        guard let goods = sum(of: lines.rows(ofOrder: order.pk), in: currency),
            let extras = sum(of: extraLines.rows(ofOrder: order.pk), in: currency)
        else { return nil }
        return DecimalText.round(goods + extras, to: 6)
    }

    private func sum<Row: OrderRow>(of rows: [Row], in currency: String) -> Decimal? {
        var sum: Decimal = 0
        for row in rows {
            guard let price = row.amount, price != 0 else { continue }
            guard row.currency == currency else { return nil }
            sum += row.total ?? 0
        }
        return sum
    }

    /// Whether the database cannot store an order's total, which has 13 digits before its point.
    func hasOverflow(_ order: SimulatedOrder) -> Bool {
        total(of: order).map { abs($0) >= Decimal(sign: .plus, exponent: 13, significand: 1) } ?? false
    }

    /// Whether an order may not be changed any more.
    func isLocked(_ order: SimulatedOrder) -> Bool {
        let isFinished = order.status == .complete || (order.status == .shipped && !traits.shippedOrdersAreOpen)
        return isFinished && !settings.isOn("SALESORDER_EDIT_COMPLETED_ORDERS")
    }

    /// Indicates whether an order counts as outstanding, so that it can be overdue and be cancelled.
    func isOpen(_ order: SimulatedOrder) -> Bool {
        switch order.status {
        case .pending, .onHold, .inProgress: true
        case .shipped: traits.shippedOrdersAreOpen
        case .complete, .cancelled, .lost, .returned: false
        }
    }

    func isOverdue(_ order: SimulatedOrder) -> Bool {
        isOpen(order) && order.targetDate.map { $0 < today } ?? false
    }

    /// Stores a whole order row, with the number its reference has by the pattern in force.
    ///
    /// - Throws: 500 where the total does not fit its field.
    mutating func save(_ order: SimulatedOrder, path: String) throws(Refusal) {
        if hasOverflow(order) { throw .crash(.data, path: path) }
        var order = order
        order.referenceNumber = settings.referencePattern.number(in: order.reference)
        order.updatedAt = minute
        orders.put(order)
    }

    /// The reference that the server gives to an order that brings none.
    func nextReference() -> String {
        let latest = orders.mostRecent
        let next = settings.referencePattern.next(
            number: (latest?.referenceNumber ?? 0) + 1,
            date: today,
            isTaken: { orders.hasReference($0) }
        )
        return next ?? latest?.reference ?? ""
    }
}

/// A company's address.
struct CompanyAddress: Sendable {
    var pk = 0
    var company: Int
    var isPrimary: Bool
    var title = ""
    var line1 = ""
    var line2 = ""
    var postalCode = ""
    var city = ""
    var province = ""
    var country = ""
}

/// A project code.
struct ProjectCode: Sendable {
    var pk = 0
    var code: String
    var description: String
}

/// What the server gets wrong when requests overlap in time.
struct Races: Sendable {
    private var partCreations = 0
    private var deadlockDebt = 0
    private var lostReferences = 0

    /// Counts a creation of a part in, and tells whether a deadlock will end it.
    ///
    /// As on real servers (ServerBehaviour, “Parallel requests”): 3 % of the creations fail at 4 in flight, 16 % at 8,
    /// which is the square of the others in flight over 300.
    mutating func beginPartCreation() -> Bool {
        deadlockDebt += partCreations * partCreations
        partCreations += 1
        guard deadlockDebt >= 300 else { return false }
        deadlockDebt -= 300
        return true
    }

    mutating func endPartCreation() {
        partCreations -= 1
    }

    /// Tells how an automatic reference that another order took meanwhile shows: by turns as 500 and as 400.
    mutating func loseReference() -> Bool {
        lostReferences += 1
        return !lostReferences.isMultiple(of: 2)
    }
}
