import InvoiceSync
import InvoiceSyncTesting
import Testing

@Suite struct ForwardingInvoiceStoreTests {
    private struct Plain: ForwardingInvoiceStore {
        let base: any InvoiceStore
    }

    private struct Closed: ForwardingInvoiceStore {
        let base: any InvoiceStore = InMemoryInvoiceStore()

        func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
            throw SyncError(.storeUnavailable, "closed")
        }
    }

    @Test(arguments: InvoiceStoreConformance.checks)
    func leavesEverythingToItsBase(_ check: InvoiceStoreConformance.Check) async throws {
        try await InvoiceStoreConformance { now in Plain(base: InMemoryInvoiceStore(now: now)) }.run(check)
    }

    @Test func whatItDoesItselfIsAskedOfIt() async throws {
        let store: any InvoiceStore = Closed()
        let request = ClaimRequest(selection: .pending, limit: 1, owner: "worker", leaseDuration: .seconds(1))
        let error = await #expect(throws: SyncError.self) { try await store.claim(request) }
        #expect(error?.message == "closed")
    }
}
