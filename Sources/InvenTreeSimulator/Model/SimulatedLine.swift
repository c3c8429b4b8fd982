public import Foundation

/// A line of a sales order as the simulator holds it.
public struct SimulatedLine: Sendable, Equatable {
    /// The key, given when the row is stored; 0 before that.
    public internal(set) var pk = 0
    /// The key of the order.
    public var order: Int
    /// The key of the part, or nil when that part was deleted.
    public var part: Int?
    /// The quantity, with 5 decimals at most.
    public var quantity: Decimal
    /// The price of one, with 6 decimals at most, if there is one.
    public var salePrice: Decimal?
    /// The currency of the price.
    public var currency: String
    /// A short text.
    public var reference: String
    /// A longer text.
    public var notes: String
    /// The text that counts the line, such as `1`, from API 473 on.
    public var number = ""
    /// The discount in percent, from 0 to 100 with 2 decimals at most, from API 524 on.
    public var discount: Decimal = 0

    var link = ""
    var targetDate: String?
    var projectCode: Int?
    var metadata = JSONObject()

    /// Makes a line to seed a simulator with.
    ///
    /// - Parameters:
    ///   - order: The key of an order.
    ///   - part: The key of a part.
    ///   - quantity: The quantity.
    ///   - salePrice: The price of one, if there is one.
    ///   - currency: The currency of the price.
    ///   - reference: A short text.
    ///   - notes: A longer text.
    public init(
        order: Int,
        part: Int?,
        quantity: Decimal = 1,
        salePrice: Decimal? = nil,
        currency: String = "USD",
        reference: String = "",
        notes: String = ""
    ) {
        self.order = order
        self.part = part
        self.quantity = quantity
        self.salePrice = salePrice
        self.currency = currency
        self.reference = reference
        self.notes = notes
    }
}

/// A line of a sales order that names no part, such as a discount.
public struct SimulatedExtraLine: Sendable, Equatable {
    /// The key, given when the row is stored; 0 before that.
    public internal(set) var pk = 0
    /// The key of the order.
    public var order: Int
    /// A free text.
    public var description: String
    /// The quantity, with 5 decimals at most.
    public var quantity: Decimal
    /// The price of one, with 6 decimals at most, if there is one; it may be negative.
    public var price: Decimal?
    /// The currency of the price.
    public var currency: String
    /// A short text.
    public var reference: String
    /// A longer text.
    public var notes: String
    /// The text that counts the line, such as `1`, from API 473 on.
    public var number = ""
    /// The discount in percent, from 0 to 100 with 2 decimals at most, from API 524 on.
    public var discount: Decimal = 0

    var link = ""
    var targetDate: String?
    var projectCode: Int?
    var metadata = JSONObject()
    /// Free data, until API 424.
    var context = JSONValue.null

    /// Makes an extra line to seed a simulator with.
    ///
    /// - Parameters:
    ///   - order: The key of an order.
    ///   - description: A free text.
    ///   - quantity: The quantity.
    ///   - price: The price of one, if there is one.
    ///   - currency: The currency of the price.
    ///   - reference: A short text.
    ///   - notes: A longer text.
    public init(
        order: Int,
        description: String = "",
        quantity: Decimal = 1,
        price: Decimal? = nil,
        currency: String = "USD",
        reference: String = "",
        notes: String = ""
    ) {
        self.order = order
        self.description = description
        self.quantity = quantity
        self.price = price
        self.currency = currency
        self.reference = reference
        self.notes = notes
    }
}

/// What lines and extra lines share.
protocol OrderRow: StoredRow, Sendable {
    var pk: Int { get set }
    var order: Int { get set }
    var quantity: Decimal { get set }
    var amount: Decimal? { get set }
    var currency: String { get set }
    var reference: String { get set }
    var notes: String { get set }
    var link: String { get set }
    var targetDate: String? { get set }
    var projectCode: Int? { get set }
    var number: String { get set }
    var discount: Decimal { get set }
    var metadata: JSONObject { get set }
}

extension OrderRow {
    /// The price of the whole line less its discount, or nil when it has no price.
    var total: Decimal? {
        guard let amount else { return nil }
        return discount == 0 ? amount * quantity : amount * quantity * (100 - discount) / 100
    }

    /// The number by which lines are sorted: that of a `line` of digits, and 0 for any other.
    ///
    /// It is nil for a number that the server's database cannot hold.
    var sortNumber: Int? {
        guard !number.isEmpty, number.allSatisfy(\.isASCIIDigit) else { return 0 }
        return Int(number).flatMap { $0 <= Int(Int32.max) ? $0 : nil }
    }
}

extension SimulatedLine: OrderRow {
    var amount: Decimal? {
        get { salePrice }
        set { salePrice = newValue }
    }
}

extension SimulatedExtraLine: OrderRow {
    var amount: Decimal? {
        get { price }
        set { price = newValue }
    }
}

/// Lines of one kind, by order, in the order in which the database finds them.
///
/// The server sorts lines by nothing, so a line that was changed moves to the end.
struct LineTable<Row: OrderRow>: Sendable {
    private var table = Table<Row>()
    private var byOrder: [Int: [Int]] = [:]

    var rows: [Row] { table.rows }
    var keys: [Int] { table.keysAsFound }
    var count: Int { table.count }

    subscript(pk: Int) -> Row? { table[pk] }

    func keys(ofOrder order: Int) -> [Int] { byOrder[order] ?? [] }
    func rows(ofOrder order: Int) -> [Row] { keys(ofOrder: order).compactMap { table[$0] } }

    @discardableResult mutating func insert(_ row: Row) -> Row {
        var row = row
        row.pk = table.nextKey()
        put(row)
        return row
    }

    mutating func put(_ row: Row) {
        remove(row.pk)
        table[row.pk] = row
        byOrder[row.order, default: []].append(row.pk)
    }

    mutating func remove(_ pk: Int) {
        guard let old = table[pk] else { return }
        table[pk] = nil
        byOrder[old.order]?.removeAll { $0 == pk }
    }

    mutating func remove(ofOrder order: Int) {
        for pk in keys(ofOrder: order) { remove(pk) }
        byOrder[order] = nil
    }
}
