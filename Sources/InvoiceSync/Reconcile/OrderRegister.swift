import InvenTreeClient

/// All orders of the server in a few bytes each, whatever their number: the keys, and a hash of each description.
///
/// The orders of some invoices are read again when their turn comes: from the part of the server's list in which they
/// stood, or alone where few of a part are needed or it has moved. The documents of a store and the orders made of them
/// are mostly in the same order, so that a part is read about once.
actor OrderRegister {
    /// The number of orders that are read at once.
    private static let part = 250
    /// The number of parts that are kept: few orders are not read again at all.
    private static let keptParts = 20
    /// The number of orders of one part that are read one by one.
    private static let few = 3

    private let api: any SalesOrderAPI
    private let parallel: Int
    /// The orders in the order of the server's list.
    private var keys: [SalesOrder.ID] = []
    /// For each text by which an order is found its hash and, in the lower half, the order's place in the list; ascending.
    private var texts: [UInt64] = []
    private var known = KeySet<SalesOrder>()
    /// The orders that name an invoice, and that no invoice has claimed yet.
    private var unclaimed = KeySet<SalesOrder>()
    private var parts: [Int: [SalesOrder.ID: SalesOrder]] = [:]
    /// The parts that are kept, the one that was read first at the beginning.
    private var kept: [Int] = []

    /// Lists all orders.
    ///
    /// - Parameters:
    ///   - api: The server.
    ///   - parallel: The number of orders that are read alone at the same time.
    /// - Throws: ``SyncError`` if the server cannot be asked.
    init(_ api: any SalesOrderAPI, parallel: Int) async throws(SyncError) {
        self.api = api
        self.parallel = parallel
        let rows = PagedRows<SalesOrder>(pageSize: Self.part) { page async throws(InvenTreeError) in
            try await api.salesOrders(.init(), page: page)
        }
        do throws(InvenTreeError) {
            var iterator = rows.makeAsyncIterator()
            while let order = try await iterator.next(isolation: #isolation) { enter(order) }
        } catch {
            throw .server("listing the orders", error)
        }
        texts.sort()
    }

    private func enter(_ order: SalesOrder) {
        let place = keys.count
        keys.append(order.id)
        known.insert(order.id)
        let description = AcceptableText.clean(order.description)
        for text in [description] + OrderIndex.beginnings(of: description) {
            texts.append(Self.hash(text) << 32 | UInt64(place))
        }
        if order.namedInvoice != nil { unclaimed.insert(order.id) }
        if place < Self.part * Self.keptParts { keep([order], as: place / Self.part) }
    }

    /// Whether an order was in the list.
    func contains(_ order: SalesOrder.ID) -> Bool { known.contains(order) }

    /// The orders that may have one of some descriptions, also with a note behind it.
    ///
    /// - Parameter descriptions: The descriptions.
    /// - Returns: The orders, and few others.
    /// - Throws: ``SyncError`` if the server cannot be asked.
    func orders(of descriptions: Set<String>) async throws(SyncError) -> [SalesOrder] {
        try await read(Set(descriptions.flatMap(places)).sorted())
    }

    /// Notes that invoices have claimed orders.
    func claim(_ orders: [SalesOrder.ID]) {
        for order in orders { unclaimed.remove(order) }
    }

    /// The next orders that name an invoice and that no invoice has claimed.
    ///
    /// - Parameter place: The place in the list to begin at; afterwards that of the next call, `nil` at the end.
    /// - Returns: The orders as they are now.
    /// - Throws: ``SyncError`` if the server cannot be asked.
    func unclaimedOrders(from place: inout Int?) async throws(SyncError) -> [SalesOrder] {
        guard let start = place else { return [] }
        var places: [Int] = []
        var next = start
        while next < keys.count, places.count < Self.part * 2 {
            if unclaimed.contains(keys[next]) { places.append(next) }
            next += 1
        }
        place = next < keys.count ? next : nil
        return try await read(places)
    }

    /// Reads the orders at some places of the list; one that is gone is left out.
    private func read(_ places: [Int]) async throws(SyncError) -> [SalesOrder] {
        var found: [SalesOrder] = []
        var alone: [SalesOrder.ID] = []
        for (part, places) in Dictionary(grouping: places, by: { $0 / Self.part }).sorted(by: { $0.key < $1.key }) {
            let wanted = places.map { keys[$0] }
            if wanted.count > Self.few, !wanted.allSatisfy({ parts[part]?[$0] != nil }) { try await readAgain(part) }
            let rows = parts[part] ?? [:]
            found += wanted.compactMap { rows[$0] }
            alone += wanted.filter { rows[$0] == nil }
        }
        let rest = try await mapInParallel(alone, atMost: parallel) { [api] (id) async throws(SyncError) in
            try await api.salesOrder(ifThere: id)
        }
        return found + rest.compactMap(\.self)
    }

    private func readAgain(_ part: Int) async throws(SyncError) {
        let request = PageRequest(limit: Self.part, offset: part * Self.part)
        do throws(InvenTreeError) {
            let rows = try await api.salesOrders(.init(), page: request).results
            parts[part] = nil
            keep(rows, as: part)
        } catch {
            throw .server("reading orders again", error)
        }
    }

    private func keep(_ rows: [SalesOrder], as part: Int) {
        if parts[part] == nil {
            kept.removeAll { $0 == part }
            if kept.count == Self.keptParts { parts[kept.removeFirst()] = nil }
            kept.append(part)
        }
        for row in rows { parts[part, default: [:]][row.id] = row }
    }

    private func places(of description: String) -> [Int] {
        let hash = Self.hash(description)
        var (low, high) = (0, texts.count)
        while low < high {
            let middle = (low + high) / 2
            if texts[middle] >> 32 < hash { low = middle + 1 } else { high = middle }
        }
        return texts[low...].prefix { $0 >> 32 == hash }.map { Int($0 & 0xFFFF_FFFF) }
    }

    /// 32 bits of a text.
    private static func hash(_ text: String) -> UInt64 {
        UInt64(UInt32(truncatingIfNeeded: text.hashValue))
    }
}
