import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// What is written of a document (SyncRules, “Log”).
@Suite struct LogTests {
    /// A log as it is stored.
    private func json(_ log: SyncLog) throws -> JSONValue {
        try JSONValue(json: log.json())
    }

    private func keys(_ value: JSONValue?) -> Set<String> {
        guard case .object(let fields) = value else { return [] }
        return Set(fields.keys)
    }

    // MARK: Shape

    @Test func hasTheKeysOfASuccess() async throws {
        try await withBench { bench in
            try await bench.insert(
                .invoice(cui: "RO10", lines: [.line("Bolt", "1.5"), .line("Off", -1), .unreadableLine])
            )
            try await bench.sync()
            let log = try json(try await bench.log())
            #expect(keys(log) == ["timestamp", "total_invoices", "successful", "partial", "failed", "invoices"])
            guard case .array(let invoices) = log["invoices"] else { throw Missing() }
            let invoice = try #require(invoices.first)
            #expect(
                keys(invoice) == [
                    "timestamp", "invoice_id", "serie", "numar", "result", "customer", "sales_order", "added_lines",
                    "updated_lines", "removed_lines", "former_lines", "missing_products", "warnings",
                ]
            )
            #expect(invoice["invoice_id"] == "85000001")
            #expect(invoice["serie"] == "F")
            #expect(invoice["numar"] == "1")
            #expect(invoice["result"] == "partial")
            #expect(invoice["customer"] == ["id": 1, "name": "ACME", "created": true])
            #expect(
                invoice["sales_order"]
                    == ["id": 1, "reference": "SO-0001", "description": "SERIE=F;NUMAR=1", "created": true]
            )
            #expect(
                invoice["added_lines"] == [
                    ["part": 1, "qty": .number(Decimal(exactly: "1.5")), "line_id": 1], ["qty": 1, "line_id": 1],
                ]
            )
            #expect(
                invoice["missing_products"] == [
                    ["name": "Broken", "reason": "data.articole[2].cantitate: “many” is not a number"]
                ]
            )
            #expect(invoice["timestamp"] == .text(bench.time.now.formatted(.iso8601)))
        }
    }

    @Test func hasTheKeysOfAFailure() async throws {
        try await withBench { bench in
            let body = #"{"customer":["\#(String(repeating: "no ", count: 400))"]}"#
            bench.server.onRequest { request in
                request.place == "POST /api/order/so/" ? .answer(status: 400, body: body) : .pass
            }
            try await bench.insert(.invoice())
            #expect(try await bench.sync().documents.failed == 1)
            guard case .array(let invoices) = try json(try await bench.log())["invoices"] else { throw Missing() }
            let invoice = try #require(invoices.first)
            #expect(
                keys(invoice) == [
                    "timestamp", "invoice_id", "serie", "numar", "result", "error", "status_code", "body", "message",
                    "trace", "customer",
                ]
            )
            #expect(invoice["result"] == "failed")
            #expect(invoice["error"] == "refused")
            #expect(invoice["status_code"] == 400)
            #expect(invoice["body"] == .text(String(body.prefix(500))))
            let log = try await bench.invoiceLog()
            #expect(log.message?.contains("creating order SO-") == true)
            #expect(log.trace?.count == 1000)
        }
    }

    @Test func traceIsTheChainOfCauses() async throws {
        try await withBench { bench in
            bench.server.onRequest { request in
                request.place == "POST /api/company/" ? .answer(status: 400, body: #"{"name":["no"]}"#) : .pass
            }
            try await bench.insert(.invoice())
            try await bench.sync()
            let trace = try #require(try await bench.invoiceLog().trace)
            #expect(
                trace == "refused: creating the customer “ACME”: name: no ← refused (400), POST /api/company/: name: no"
            )
        }
    }

    @Test func isReadBackAsItWasWritten() async throws {
        try await withBench { bench in
            try await bench.insert([
                .invoice("1", lines: [.line("Bolt"), .line("Off", -1)]), "text", .invoice("2", lines: []),
            ])
            try await bench.sync()
            let log = try await bench.log()
            #expect(SyncLog(json: try log.json()) == log)
        }
    }

    // MARK: Counts and status

    private static let ok = JSONValue.invoice("1")
    private static let skipped = JSONValue.invoice("2", lines: [])
    private static let partial = JSONValue.invoice("3", lines: [.line("Bolt"), .unreadableLine])
    private static let failed = JSONValue.invoice("4", with: ["serie": nil])

    @Test(
        arguments: [
            ([ok, skipped], DocumentStatus.ok, [2, 0, 0]), ([skipped], .ok, [1, 0, 0]), ([], .ok, [0, 0, 0]),
            ([partial], .mixed, [0, 1, 0]), ([ok, failed], .mixed, [1, 0, 1]), ([skipped, failed], .mixed, [1, 0, 1]),
            ([partial, failed], .mixed, [0, 1, 1]), ([failed], .failed, [0, 0, 1]),
            ([failed, "text"], .failed, [0, 0, 2]),
            ([ok, skipped, partial, failed, 7], .mixed, [2, 1, 2]),
        ] as [([JSONValue], DocumentStatus, [Int])]
    )
    func countsAndStatusFollowFromTheInvoices(_ data: [JSONValue], status: DocumentStatus, counts: [Int]) async throws {
        try await withBench { bench in
            try await bench.insert(.array(data))
            try await bench.sync()
            let document = try await bench.document()
            #expect(document.status == status)
            let log = try #require(document.log)
            #expect(log.totalInvoices == data.count)
            #expect([log.successful, log.partial, log.failed] as [Int] == counts as [Int])
            #expect(log.invoices.count == data.count)
        }
    }

    @Test(arguments: [nil, "text", 7, true] as [JSONValue?])
    func ofADocumentWithoutInvoicesSaysSo(_ data: JSONValue?) async throws {
        try await withBench { bench in
            try await bench.insert(data)
            #expect(try await bench.sync().documents.failed == 1)
            let document = try await bench.document()
            #expect(document.status == .failed)
            #expect(document.log?.error?.hasPrefix("data: ") == true)
            #expect(document.log?.totalInvoices == 0)
        }
    }

    @Test func invoicesStandInTheDocumentsOrder() async throws {
        try await withBench(SyncConfiguration(parallel: 8)) { bench in
            try await bench.insert(
                .array((1...20).map { .invoice(.text("\($0)"), lines: $0 % 3 == 0 ? [] : [.line("Bolt")]) })
            )
            try await bench.sync()
            #expect(try await bench.log().invoices.map(\.numar) == (1...20).map { "\($0)" })
        }
    }

    @Test func isWrittenWithTheFingerprintOfTheData() async throws {
        try await withBench { bench in
            try await bench.insert(Self.ok)
            try await bench.sync()
            #expect(try await bench.document().fingerprint == Fingerprint(of: Self.ok).description)
        }
    }

    @Test func leavesTheDocumentItselfUntouched() async throws {
        try await withBench { bench in
            let document = RawDocument(id: DocumentID(7), data: Self.ok, otherFields: ["source": "FGO", "n": 1])
            _ = try await bench.store.insert([document])
            try await bench.sync()
            let stored = try await bench.store.documents(.init(limit: 1))
            #expect(stored.map(\.document) == [document])
        }
    }

    // MARK: Size

    /// A log with much detail.
    private func largeLog(_ results: [(InvoiceLog.Result, characters: Int)]) async throws -> SyncLog {
        var log: SyncLog?
        try await withBench { bench in
            try await bench.insert(.array(results.indices.map { .invoice(.text("\($0)"), lines: [.line("Bolt")]) }))
            try await bench.sync()
            log = try await bench.log()
        }
        let invoices = zip(try #require(log).invoices, results).map { invoice, wanted in
            var invoice = invoice
            invoice.result = wanted.0
            invoice.warnings = [String(repeating: "w", count: wanted.characters)]
            return invoice
        }
        return SyncLog(timestamp: Date(timeIntervalSince1970: 0), invoices: invoices)
    }

    @Test func isWholeUpToOneMebibyte() async throws {
        let log = try await largeLog([(.ok, 500_000), (.partial, 500_000)])
        let data = try log.json()
        #expect(SyncLog(json: data) == log)
    }

    @Test func losesTheDetailOfSuccessfulInvoicesFirst() async throws {
        let log = try await largeLog([(.ok, 700_000), (.partial, 600_000), (.failed, 1000), (.skipped, 10)])
        let data = try log.json()
        #expect(data.count <= 1 << 20)
        let read = try #require(SyncLog(json: data))
        #expect(read.invoices.map { $0.warnings == nil } == [true, false, false, true])
        #expect(read.invoices.map(\.salesOrder) == log.invoices.map(\.salesOrder))
        #expect(read.successful == 2)
        #expect(read.totalInvoices == 4)
    }

    @Test func losesTheDetailOfTheOthersNext() async throws {
        let log = try await largeLog([(.failed, 700_000), (.partial, 600_000)])
        let data = try log.json()
        #expect(data.count <= 1 << 20)
        let read = try #require(SyncLog(json: data))
        #expect(read.invoices.map(\.result) == [.failed, .partial])
        #expect(read.invoices.allSatisfy { $0.warnings == nil })
    }

    @Test func keepsItsCountsWhenNothingElseFits() async throws {
        var log = try await largeLog([(.ok, 1)])
        let invoice = try #require(log.invoices.first)
        log = SyncLog(timestamp: log.timestamp, invoices: Array(repeating: invoice, count: 10_000))
        let data = try log.json()
        #expect(data.count <= 1 << 20)
        #expect(SyncLog(json: data)?.successful == 10_000)
    }

    // MARK: Of another program

    @Test func ofAnotherProgramIsReadAsFarAsItGoes() throws {
        let log = try #require(
            SyncLog(json: Data(#"{"timestamp":"2024-05-01 10:00","failed":"one","successful":2}"#.utf8))
        )
        #expect(log.successful == 2)
        #expect(log.failed == 0)
        #expect(log.invoices.isEmpty)
        #expect(SyncLog(json: Data("[]".utf8)) == nil)
    }
}
