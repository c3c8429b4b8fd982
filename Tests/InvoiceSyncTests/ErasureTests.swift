import FGOModels
import Foundation
import InvenTreeClient
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Synchronization
import Testing

/// Customers that are erased from what the store remembers.
@Suite struct ErasureTests {
    private static let code = "1900101221140"

    private func forget(_ text: String, in bench: Bench, isTrial: Bool = false) async throws -> CustomerErasure.Report {
        let reference = try #require(CustomerReference(text))
        return try await CustomerErasure(in: bench.store, environment: .instant(bench.time)).forget(
            reference,
            isTrial: isTrial
        )
    }

    /// All that the store keeps beside the content of documents, as text.
    private func kept(in bench: Bench) async throws -> String {
        var texts: [String] = []
        for document in try await bench.store.documents(DocumentQuery(limit: 1000)) {
            texts.append(String(decoding: try document.log?.json() ?? Data(), as: UTF8.self) + (document.reason ?? ""))
        }
        for record in try await bench.store.ledgerRecords(after: nil, limit: 1000) { texts.append(try record.json()) }
        let names = Mutex<[String]>([])
        _ = try await bench.store.forgetNames(isTrial: true) { entry in
            names.withLock { $0.append("\(entry.key.name) \(entry.value)") }
            return false
        }
        texts += names.withLock(\.self)
        for run in try await bench.store.runs(of: "j", before: nil, limit: 1000) { texts.append(try run.json()) }
        for record in try await bench.store.auditRecords(before: nil, limit: 1000) { texts.append(try record.json()) }
        texts.append(try await bench.store.job("j")?.lastOutput ?? "")
        return texts.joined(separator: "\n")
    }

    /// Syncs two invoices of a person and one of a company, and has runs, audit, a job and a waiting document name the person.
    private func syncPersons(in bench: Bench) async throws {
        try await bench.insertEach([
            .invoice("1", of: "Ion Popescu", cui: .text(Self.code)),
            .invoice("2", of: "ION  POPESCU", cui: .text(Self.code)),
            .invoice("3", of: "Firma SRL", cui: "RO123456"), .invoice("4", of: "Altul SRL"),
        ])
        #expect(try await bench.sync().invoices.ok == 4)
        var run = RunRecord(job: "j", trigger: .manual, worker: "a", began: bench.time.now)
        run.output = "stopped: the customer “Ion Popescu” is refused"
        try await bench.store.record(run)
        try await bench.store.note(AuditRecord(.retry, who: "a", detail: "Ion Popescu", at: bench.time.now))
        var changes = Job.Changes()
        changes.note = "the customer “Ion Popescu” is refused"
        try await bench.store.updateJob("j", changes)
        try await bench.insert(nil, as: "waiting")
        let request = ClaimRequest(selection: .pending, limit: 1, owner: "a", leaseDuration: .seconds(60))
        let claimed = try #require(try await bench.store.claim(request).first)
        let retry = Retry(attempts: 1, delay: .seconds(600), reason: "creating the customer “ion popescu”")
        _ = try await bench.store.release(claimed.lease, retry: retry)
    }

    @Test(arguments: ["ion popescu", code, " 1900101 22 1140"])
    func `a person is erased by name and by code from all places`(_ text: String) async throws {
        try await withBench { bench in
            try await syncPersons(in: bench)
            #expect(try await kept(in: bench).lowercased().contains("popescu"))
            let report = try await forget(text, in: bench)
            #expect(report.documents == 2)
            #expect(report.erased.directory >= 2)
            #expect(report.erased.ledger == 2)
            #expect(report.erased.logs == 3)
            #expect(report.erased.runs == 1 && report.erased.audit == 1 && report.erased.jobs == 1)
            let kept = try await kept(in: bench)
            #expect(!kept.lowercased().contains("popescu"))
            #expect(!kept.contains(Self.code))
            #expect(kept.contains("Firma SRL") && kept.contains("Altul SRL"))
            #expect(kept.contains("forget_customer"), "the erasure itself is on record")
            let again = try await forget(text, in: bench)
            #expect(again.erased.total == 0)
            #expect(again.documents == 2)
        }
    }

    @Test func `a trial counts what an erasure erases, and erases nothing`() async throws {
        try await withBench { bench in
            try await syncPersons(in: bench)
            let before = try await kept(in: bench)
            let trial = try await forget("Ion Popescu", in: bench, isTrial: true)
            #expect(try await kept(in: bench) == before)
            #expect(try await forget("Ion Popescu", in: bench) == trial)
        }
    }

    @Test func `documents and the ledger stay as exact as before`() async throws {
        try await withBench { bench in
            try await syncPersons(in: bench)
            let before = try await bench.document("doc1")
            _ = try await forget("Ion Popescu", in: bench)
            let after = try await bench.document("doc1")
            #expect(after.status == before.status && after.fingerprint == before.fingerprint)
            #expect(after.log?.invoices.first?.customer?.name == TextEraser.placeholder)
            #expect(after.log?.invoices.first?.addedLines == before.log?.invoices.first?.addedLines)
            #expect(after.log?.invoices.first?.numar == "1")
            bench.server.resetRequestCounts()
            #expect(try await bench.engine().run(includesChanged: true).documents.done == 0)
            #expect(bench.server.requestCounts.writes == 0)

            let corrected = JSONValue.invoice("1", of: "Ion Popescu", cui: .text(Self.code), lines: [.line("Nut", 2)])
            try await bench.importing(["doc1": corrected])
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(
                try bench.lines() == ["2 × Nut at 10 RON"],
                "the line of the former form was known as the sync's own"
            )
            #expect(bench.companyNames.count == 3)
        }
    }

    @Test func `the name of the company on the server goes with the customer's invoices`() async throws {
        try await withBench { bench in
            try bench.server.add(SimulatedCompany(name: "Popescu I. PFA", taxID: "123456", isCustomer: true))
            try await bench.insert(.invoice("1", of: "Ion Popescu", cui: "RO 123456"))
            #expect(try await bench.sync().invoices.ok == 1)
            #expect(try await bench.record().order?.customer?.name == "Popescu I. PFA")
            _ = try await forget("CUI 12.34.56", in: bench)
            #expect(try await bench.record().order?.customer?.name == TextEraser.placeholder)
            #expect(try await bench.invoiceLog().customer?.name == TextEraser.placeholder)
            #expect(!(try await kept(in: bench)).lowercased().contains("popescu"))
        }
    }

    @Test func `a code finds names that only the directory remembers`() async throws {
        try await withBench { bench in
            try await syncPersons(in: bench)
            await bench.edit(.invoice("3", of: "Alta SRL"), as: "doc3")
            let report = try await forget("RO123456", in: bench)
            #expect(report.documents == 0)
            #expect(!(try await kept(in: bench)).lowercased().contains("firma"))
        }
    }

    @Test func `an unknown customer is found nowhere, and nothing is put on record`() async throws {
        try await withBench { bench in
            try await syncPersons(in: bench)
            let before = try await kept(in: bench)
            #expect(try await forget("Ionescu", in: bench) == CustomerErasure.Report())
            #expect(try await kept(in: bench) == before)
        }
    }

    @Test func `customers whose names hold the name stay`() async throws {
        try await withBench { bench in
            try await syncPersons(in: bench)
            let names = try await bench.store.forgetNames(isTrial: true) { _ in true }
            _ = try await forget("Popescu", in: bench)
            #expect(try await bench.store.forgetNames(isTrial: true) { _ in true } == names)
            #expect(try await bench.record().order?.customer?.name == "Ion Popescu")
            #expect(try await bench.invoiceLog("doc1").customer?.name == "Ion Popescu")
        }
    }

    @Test func `a look-up that goes on for long is waited for, and nothing of the directory is forgotten`() async throws
    {
        try await withBench { bench in
            try await syncPersons(in: bench)
            let name = LockName(.customer, "ion popescu")
            _ = try await bench.store.lock(name, owner: "worker", for: .seconds(86_400))
            var environment = SyncEnvironment.instant(bench.time)
            environment.sleep = { [time = bench.time] _ in time.advance(by: .seconds(60)) }
            let erasure = CustomerErasure(in: bench.store, environment: environment)
            let reference = try #require(CustomerReference("Ion Popescu"))
            let error = await #expect(throws: SyncError.self) { try await erasure.forget(reference) }
            #expect(error?.code == .locked)
            #expect(error?.message.lowercased().contains("popescu") == false)
            _ = try await bench.store.unlock(name, owner: "worker", changed: false)
            #expect(try await erasure.forget(reference).erased.directory >= 2)
        }
    }

    @Test func `erasures beside three workers make nothing twice`() async throws {
        var configuration = SyncConfiguration(parallel: 3)
        configuration.batchSize = 2
        try await withBench(configuration) { bench in
            try await bench.insertEach((1...24).map { .invoice(.text("\($0)"), of: .text("Client \($0 % 3)")) })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...3 {
                    group.addTask { _ = try await bench.engine { $0.worker = "worker \(number)" }.run() }
                }
                group.addTask {
                    for turn in 0..<30 { _ = try await forget("Client \(turn % 3)", in: bench) }
                }
                try await group.waitForAll()
            }
            // A document that one worker gave back at last, as under load, is the next run's.
            try await bench.retry()
            #expect(bench.companyNames.sorted() == ["Client 0", "Client 1", "Client 2"])
            #expect(bench.server.orders.count == 24)
            #expect(try await bench.store.counts().ok == 24)
            for number in 0..<3 { _ = try await forget("Client \(number)", in: bench) }
            #expect(!(try await kept(in: bench)).lowercased().contains("client"))
        }
    }

    @Test func `a worker that knew of no such company asks again when the trace of another one's creation is erased`()
        async throws
    {
        try await withBench(SyncConfiguration(parallel: 1)) { bench in
            let invoice = { @Sendable (number: String) in JSONValue.invoice(.text(number), of: "Ion Popescu") }
            try await bench.insert(invoice("1"), as: "doc1")
            let store = InterruptedStore(base: bench.store) {
                try await bench.insert(invoice("2"), as: "doc2")
                #expect(try await bench.engine { $0.worker = "other" }.run().invoices.ok == 1)
                #expect(try await forget("Ion Popescu", in: bench).erased.directory > 0)
                bench.server.resetRequestCounts()
            }
            var environment = SyncEnvironment.instant(bench.time)
            environment.worker = "first"
            let engine = SyncEngine(
                store: store,
                api: bench.api,
                configuration: bench.configuration,
                environment: environment
            )
            #expect(try await engine.run().invoices.ok == 1)
            #expect(bench.companyNames == ["Ion Popescu"])
            #expect(bench.server.requestCounts["POST", "/api/company/"] == 0)
        }
    }
}

/// A store that does something else before a worker first takes the lock of a customer.
private struct InterruptedStore: ForwardingInvoiceStore {
    let base: any InvoiceStore
    let interruption: @Sendable () async throws -> Void
    private let once = Once()

    init(base: any InvoiceStore, interruption: @escaping @Sendable () async throws -> Void) {
        self.base = base
        self.interruption = interruption
    }

    func lock(_ name: LockName, owner: String, for duration: Duration) async throws(SyncError) -> LockOutcome {
        if name.kind == .customer, once.take() {
            do { try await interruption() } catch { throw SyncError(.storeUnavailable, "\(error)") }
        }
        return try await base.lock(name, owner: owner, for: duration)
    }
}
