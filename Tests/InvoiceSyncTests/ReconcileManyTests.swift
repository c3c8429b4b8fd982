import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// Comparisons with more orders than are kept: those are read again.
@Suite struct ReconcileManyTests {
    @Test func `differences of orders that are read again are the same`() async throws {
        try await withCrowd { bench in
            let double = try bench.addOrder("2")
            for numar in ["28", "29"] { _ = try bench.addOrder(numar) }
            let (noted, edited) = (try bench.order("3").pk, try bench.order("4").pk)
            bench.server.updateOrder(noted) { $0.description += " by courier" }
            bench.server.updateOrder(edited) { $0.description = "by courier" }
            bench.server.updateOrder(try bench.order("5").pk) { $0.issueDate = "2020-01-01" }
            try await bench.api.deleteSalesOrder(.init(try bench.order("6").pk))
            let report = try await reconcile(bench)
            let kinds: [Discrepancy.Kind] = [
                .orderDoubled, .headerDiffers, .headerDiffers, .orderMissing, .orderUnknown, .orderUnknown,
            ]
            #expect(report.discrepancies.map(\.kind) == kinds)
            #expect(report.discrepancies.map(\.invoice.numar) == ["2", "4", "5", "6", "28", "29"])
            #expect(report.discrepancies.first?.order?.id.rawValue == double)
            #expect(report.warnings.map(\.invoice.numar) == ["3", "4"])
            #expect(report.invoices.compared == 12)
        }
    }

    @Test func `a part of the list is read again once for many invoices`() async throws {
        try await withCrowd { bench in
            let found = try await told(bench)
            #expect(found == [])
            let pages = (bench.server.orders.count + 237) / 238
            let counts = bench.server.requestCounts
            #expect(counts["GET", "/api/order/so/"] <= pages + 2)
            #expect(counts["GET", "/api/order/so/{pk}/"] == 0)
        }
    }

    @Test func `orders that move in the list or go while it is compared are found where they are`() async throws {
        try await withCrowd { bench in
            let gone = try bench.order("12").pk
            let strangers = bench.server.orders.filter { $0.description.hasPrefix("by hand") }.map(\.pk)
            let store = ListedStore(base: bench.store) {
                for pk in strangers.prefix(300) + [gone] { try? await bench.api.deleteSalesOrder(.init(pk)) }
            }
            let engine = SyncEngine(store: store, api: bench.api, environment: .instant(bench.time))
            let report = try await engine.reconcile()
            #expect(report.discrepancies.map(\.words) == ["order_missing: there is no order “SERIE=F;NUMAR=12”"])
            #expect(report.invoices.compared == 12)
        }
    }

    /// Twelve synced invoices behind and before more orders than are kept.
    private func withCrowd(_ body: (Bench) async throws -> Void) async throws {
        try await withBench { bench in
            let add = {
                let owner = try bench.server.companies.first?.pk ?? bench.server.add(SimulatedCompany(name: "ACME"))
                for number in 1...5_100 {
                    _ = try bench.server.add(SimulatedOrder(customer: owner, description: "by hand \(number)"))
                }
            }
            try add()
            try await bench.insertEach((1...12).map { .invoice(.text("\($0)")) })
            try await bench.sync()
            try add()
            try await body(bench)
        }
    }
}

/// A store that is asked for its counts when the orders are listed.
private struct ListedStore: ForwardingInvoiceStore {
    let base: any InvoiceStore
    let onCounts: @Sendable () async -> Void

    init(base: any InvoiceStore, onCounts: @escaping @Sendable () async -> Void) {
        self.base = base
        self.onCounts = onCounts
    }

    func counts() async throws(SyncError) -> StoreCounts {
        await onCounts()
        return try await base.counts()
    }
}
