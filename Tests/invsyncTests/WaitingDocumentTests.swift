import FGOModels
import Foundation
import InvoiceSync
import SQLiteInvoiceStore
import Testing

/// Documents that wait for another attempt, as commands show them.
@Suite struct WaitingDocumentTests {
    private func postpone(in program: Program) async throws {
        let store = try SQLiteInvoiceStore(path: program.folder.appending(path: "store.sqlite").path())
        let request = ClaimRequest(selection: .pending, limit: 1, owner: "test", leaseDuration: .seconds(60))
        let claimed = try #require(try await store.claim(request).first)
        let retry = Retry(attempts: 2, delay: .seconds(3600), reason: "T 1: creating the part “Bec”: the server failed")
        _ = try await store.release(claimed.lease, retry: retry)
    }

    @Test func `sync ends with 2 and says what is left`() async throws {
        struct Report: Decodable {
            struct Left: Decodable { let pending, waiting, held: Int }
            let left: Left
        }
        try await withServer { _, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            try await postpone(in: program)
            let nothing = try await program.run("sync")
            #expect(nothing.status == 2)
            #expect(
                nothing.output
                    == "nothing to do\nleft:      1 wait for another attempt, see “invsync status”\n"
            )
            _ = try await program.run("import", "-", input: document(2, numar: "2"))
            let synced = try await program.run("sync", "--json")
            #expect(synced.status == 2, "what is done does not hide what is left")
            #expect(try synced.json(Report.self).left.waiting == 1)
            #expect(try await program.run("retry").status == 0)
            #expect(try await program.run("sync").status == 0)
        }
    }

    @Test func `status names each with reason and next attempt`() async throws {
        struct Report: Decodable {
            struct Waiting: Decodable {
                let document: String
                let attempts: Int
                let next_attempt: String
                let reason: String
            }
            let waiting: [Waiting]
        }
        let program = try Program()
        defer { program.remove() }
        _ = try await program.run("import", "-", input: document(1, numar: "1"))
        try await postpone(in: program)
        let report = try await program.run("status", "--json").json(Report.self)
        let waiting = try #require(report.waiting.first)
        #expect(report.waiting.count == 1)
        #expect(waiting.attempts == 2)
        #expect(waiting.reason == "T 1: creating the part “Bec”: the server failed")
        let text = try await program.run("status").output
        #expect(text.contains("next attempt"))
        #expect(text.contains(waiting.reason))
        #expect(text.contains(waiting.next_attempt))
    }
}
