/// A sales order as the simulator holds it.
public struct SimulatedOrder: Sendable, Equatable {
    /// The key, given when the row is stored; 0 before that.
    public internal(set) var pk = 0
    /// The unique reference.
    public var reference: String
    /// The customer's key, or nil when that company was deleted.
    public var customer: Int?
    /// A free text.
    public var description: String
    /// The customer's own reference.
    public var customerReference: String
    /// The currency, or nil for the customer's.
    public var currency: String?
    /// Where the order stands.
    public var status: OrderStatus
    /// A web address.
    public var link = ""
    /// Markdown notes.
    public var notes: String?
    /// The day it was created, as `YYYY-MM-DD`.
    public var creationDate: String
    /// The day it was issued, as `YYYY-MM-DD`.
    public var issueDate: String?
    /// The day it is to start, as `YYYY-MM-DD`.
    public var startDate: String?
    /// The day it is due, as `YYYY-MM-DD`.
    public var targetDate: String?
    /// The day it was shipped, as `YYYY-MM-DD`.
    public internal(set) var shipmentDate: String?

    /// The number within the reference that the server counts on from.
    var referenceNumber = 0
    var projectCode: Int?
    var createdBy: Int?
    /// The user who is responsible, whom the server calls an owner.
    var responsible: Int?
    var updatedAt = ""
    var metadata = JSONObject()
    private(set) var searchText = ExactText("")

    /// Makes an order to seed a simulator with.
    ///
    /// - Parameters:
    ///   - customer: The key of a company.
    ///   - reference: The reference; an empty one is replaced by the next of the pattern.
    ///   - description: A free text.
    ///   - customerReference: The customer's own reference.
    ///   - currency: A currency code, or nil for the customer's.
    ///   - status: Where the order stands.
    ///   - creationDate: The day as `YYYY-MM-DD`; an empty one is replaced by today.
    public init(
        customer: Int,
        reference: String = "",
        description: String = "",
        customerReference: String = "",
        currency: String? = nil,
        status: OrderStatus = .pending,
        creationDate: String = ""
    ) {
        self.customer = customer
        self.reference = reference
        self.description = description
        self.customerReference = customerReference
        self.currency = currency
        self.status = status
        self.creationDate = creationDate
    }
}

/// Where a sales order stands.
public enum OrderStatus: Int, Sendable, CaseIterable {
    /// Just created.
    case pending = 10
    /// Issued.
    case inProgress = 15
    /// Shipped, and locked until API 500.
    case shipped = 20
    /// Put on hold.
    case onHold = 25
    /// Complete, and locked.
    case complete = 30
    /// Cancelled.
    case cancelled = 40
    /// Lost.
    case lost = 50
    /// Returned.
    case returned = 60

    /// The label, as answers show it.
    var label: String {
        switch self {
        case .pending: "Pending"
        case .inProgress: "In Progress"
        case .shipped: "Shipped"
        case .onHold: "On Hold"
        case .complete: "Complete"
        case .cancelled: "Cancelled"
        case .lost: "Lost"
        case .returned: "Returned"
        }
    }
}

extension SimulatedOrder {
    /// What a search looks at, besides the customer's name.
    var searchFields: [String] { [reference, description, customerReference] }

    mutating func index() {
        searchText = ExactText(folding: searchFields.joined(separator: "\0"))
    }
}

/// All orders and the indexes over them.
struct OrderTable: Sendable {
    /// The server sorts references by their number first.
    struct Rank: Comparable, Sendable {
        let number: Int
        let reference: ExactText

        init(_ order: SimulatedOrder) {
            number = order.referenceNumber
            reference = ExactText(order.reference)
        }

        static func < (left: Rank, right: Rank) -> Bool {
            left.number == right.number ? left.reference < right.reference : left.number < right.number
        }
    }

    private var table = Table<SimulatedOrder>()
    private var byReference = LookupIndex<ExactText>()
    private var byFoldedReference = LookupIndex<ExactText>()
    private var sorted = SortedIndex<Rank>()
    private var byNumber = SortedIndex<Int>()
    private var byCustomer = LookupIndex<Int>()
    private var texts = TextIndex()

    var rows: [SimulatedOrder] { table.rows }
    var count: Int { table.count }
    /// How many orders were made after a day.
    func count(createdAfter day: String) -> Int { rows.count { $0.creationDate > day } }
    /// The keys by descending reference, which is how the server lists orders.
    var keysByReference: [Int] { sorted.keys.reversed() }
    /// The keys in no order but the one in which the database finds them.
    var keysAsFound: [Int] { table.keysAsFound }
    /// The order whose number the next automatic reference follows.
    var mostRecent: SimulatedOrder? { byNumber.last.flatMap { table[$0] } }

    subscript(pk: Int) -> SimulatedOrder? { table[pk] }

    func filter(_ keys: [Int], _ isIncluded: (SimulatedOrder) -> Bool) -> [Int] { table.filter(keys, isIncluded) }

    func hasReference(_ reference: String, besides pk: Int = 0) -> Bool {
        byReference[ExactText(reference)].contains { $0 != pk }
    }

    func keys(foldedReference: ExactText) -> [Int] { byFoldedReference[foldedReference] }
    func keys(ofCustomer customer: Int) -> [Int] { byCustomer[customer] }

    /// The orders whose own text a search may find, or nil where it may find any.
    func keys(for terms: SearchTerms) -> [Int]? { terms.indexed.flatMap(texts.candidates(containing:)) }

    /// Sorts keys as the server lists orders.
    func sortedByReference(_ keys: some Sequence<Int>) -> [Int] {
        keys.compactMap { table[$0] }.map { (Rank($0), $0.pk) }.sorted { $0 > $1 }.map(\.1)
    }

    /// Uses up a key, as an insert that the database rolls back does.
    mutating func burnKey() {
        _ = table.nextKey()
    }

    @discardableResult mutating func insert(_ order: SimulatedOrder) -> SimulatedOrder {
        var order = order
        order.pk = table.nextKey()
        put(order)
        return table[order.pk] ?? order
    }

    mutating func put(_ order: SimulatedOrder) {
        var order = order
        order.index()
        remove(order.pk, keepingText: order.searchText)
        table[order.pk] = order
        byReference.insert(ExactText(order.reference), key: order.pk)
        byFoldedReference.insert(ExactText(folding: order.reference), key: order.pk)
        sorted.insert(Rank(order), key: order.pk)
        byNumber.insert(order.referenceNumber, key: order.pk)
        if let customer = order.customer { byCustomer.insert(customer, key: order.pk) }
    }

    mutating func remove(_ pk: Int) {
        remove(pk, keepingText: nil)
    }

    /// Takes a row out of all indexes; its text stays where the new row has the same.
    private mutating func remove(_ pk: Int, keepingText text: ExactText?) {
        if table[pk]?.searchText != text {
            if let old = table[pk] { texts.remove(old.searchText, key: pk) }
            if let text { texts.insert(text, key: pk) }
        }
        guard let old = table[pk] else { return }
        table[pk] = nil
        byReference.remove(ExactText(old.reference), key: pk)
        byFoldedReference.remove(ExactText(folding: old.reference), key: pk)
        sorted.remove(Rank(old), key: pk)
        byNumber.remove(old.referenceNumber, key: pk)
        if let customer = old.customer { byCustomer.remove(customer, key: pk) }
    }
}
