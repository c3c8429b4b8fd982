import Foundation
import InvoiceSync
import SQLiteInvoiceStore
import Testing

/// The job as a person shows and changes it without the service.
@Suite struct JobCommandTests {
    @Test func `a schedule and the switch are changed in the store`() async throws {
        let program = try Program()
        defer { program.remove() }
        try await program.putOffTheJob()
        let outcome = try await program.run("job", "--schedule", "@daily", "--enabled", "false")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("schedule: @daily"))
        #expect(outcome.output.contains("next run: never"))
        struct Shown: Decodable {
            let name: String
            let schedule: String
            let enabled: Bool
        }
        let shown = try await program.run("job", "--json").json(Shown.self)
        #expect(shown.name == Job.sync)
        #expect(shown.schedule == "@daily")
        #expect(!shown.enabled)
    }

    @Test(arguments: [
        ("*/90 * * * *", "from 1 to 60"), ("0 */25 * * *", "from 1 to 24"), ("0 0 */32 * *", "from 1 to 31"),
        ("0 22 * * fri-mon", "write fri-sun,mon"), ("0 0 30 2 *", "no day of any year"),
    ])
    func `a schedule that cannot be followed changes nothing and ends with 3`(
        _ schedule: String,
        _ reason: String
    ) async throws {
        let program = try Program()
        defer { program.remove() }
        try await program.putOffTheJob()
        let outcome = try await program.run("job", "--schedule", schedule)
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains(reason))
        #expect(try await program.run("job").output.contains("schedule: 0 0 1 1 *"))
    }

    @Test func `the setting job names the job of every command`() async throws {
        try await withServer { _, program in
            var program = program
            program.environment["INVSYNC_JOB"] = "second"
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            #expect(try await program.run("sync").status == 0)
            #expect(try await program.run("status").output.contains("last run: "))
            let store = try SQLiteInvoiceStore(path: program.folder.appending(path: "store.sqlite").path())
            #expect(try await store.job("second")?.lastStatus == .ok)
            #expect(try await store.job(Job.sync) == nil)
            program.environment["INVSYNC_JOB"] = nil
            #expect(!(try await program.run("status").output.contains("last run: ")))
        }
    }
}
