import InvoiceSync
import InvoiceSyncTesting
import Testing

@Suite struct InMemoryInvoiceStoreTests {
    @Test(arguments: InvoiceStoreConformance.checks)
    func conforms(to check: InvoiceStoreConformance.Check) async throws {
        try await InvoiceStoreConformance { now in InMemoryInvoiceStore(now: now) }.run(check)
    }
}
