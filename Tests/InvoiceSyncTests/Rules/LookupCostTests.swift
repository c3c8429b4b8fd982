import FGOModels
import Foundation
import InvenTreeClient
import Testing

@testable import InvoiceSync

/// Which way names are looked up, and among which orders.
@Suite struct LookupCostTests {
    struct Case: Sendable {
        let cost: LookupCost
        let names: Int
        let rows: Int
        var batches = 1
        let way: LookupCost.Way
    }

    @Test(arguments: [
        Case(cost: .company, names: 30, rows: 0, way: .none), Case(cost: .part, names: 0, rows: 20_000, way: .none),
        Case(cost: .company, names: 30, rows: 5000, way: .search),
        Case(cost: .company, names: 1, rows: 5000, batches: 5, way: .search),
        Case(cost: .company, names: 100, rows: 5000, batches: 50, way: .list),
        Case(cost: .company, names: 1, rows: 5, way: .list), Case(cost: .company, names: 5, rows: 5, way: .list),
        Case(cost: .company, names: 5, rows: 3, batches: 10, way: .list),
        Case(cost: .part, names: 60, rows: 20_000, way: .search),
        Case(cost: .part, names: 1000, rows: 20_000, way: .search),
        Case(cost: .part, names: 60, rows: 20_000, batches: 10, way: .search),
        Case(cost: .part, names: 200, rows: 20_000, batches: 100, way: .list),
        Case(cost: .part, names: 200, rows: 300, batches: 3, way: .list),
        Case(cost: .order, names: 30, rows: 50_000, way: .search),
        Case(cost: .order, names: 100, rows: 50_000, batches: 200, way: .list),
        Case(cost: .order, names: 100, rows: 80, way: .list),
    ])
    func cheapestWayIsTaken(_ example: Case) {
        let way = example.cost.cheapest(names: example.names, rows: example.rows, batches: example.batches)
        #expect(way == example.way, "\(example)")
    }

    // MARK: The age of orders

    private let now = Date(timeIntervalSince1970: 1_740_826_800)  // 2025-03-01T11:00:00Z

    @Test(arguments: [
        (["2025-02-10"], "2025-01-09"), (["2025-03-01", "2024-12-31", "2025-01-05"], "2024-11-29"),
        (["2025-03-01", "2199-01-01"], "2025-01-28"), (["2199-01-01"], "2025-01-28"), (["0001-01-03"], nil),
    ])
    func ordersAreNoOlderThanTheOldestInvoiceAndTheMargin(days: [String], after: String?) {
        let age = OrderAge(of: days.map { order($0) }, now: now)
        #expect(age.after?.description == after)
        #expect(age.dated == Set(days.map { "order of \($0)" }))
        #expect(age.undated == [])
    }

    @Test func ordersOfInvoicesWithoutDateOrWithAPastMayBeOfAnyAge() {
        let log = InvoiceLog(InvoiceName(id: nil, serie: "F", numar: "1"), .ok, at: now)
        let age = OrderAge(of: [order("2025-02-10"), order(nil), order("2025-01-01", log: log)], now: now)
        #expect(age.dated == ["order of 2025-02-10"])
        #expect(age.undated == ["order of nil", "order of 2025-01-01"])
        #expect(age.after?.description == "2025-01-09")
    }

    private func order(_ day: String?, log: InvoiceLog? = nil) -> DocumentWork.Order {
        let draft = OrderDraft(
            invoice: InvoiceName(id: nil, serie: "F", numar: "1"),
            description: "order of \(day ?? "nil")",
            customer: CustomerDemand(name: "ACME", taxID: "", currency: "RON"),
            issueDate: day.flatMap { CalendarDate($0) },
            currency: "RON",
            lines: [],
            missing: [],
            warnings: []
        )
        let received = ReceivedForm(document: DocumentID("d"), received: ReceivedTime(microseconds: 0))
        return DocumentWork.Order(
            index: 0,
            form: InvoiceForm(draft.description, in: received, fingerprint: Fingerprint(of: "")),
            draft: draft,
            history: InvoiceHistory(record: nil, log: log, wasCutOff: false)
        )
    }
}
