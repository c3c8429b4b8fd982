import FGOModels
import Foundation
import GRDB
import InvoiceSync
import Testing

@testable import SQLiteInvoiceStore

/// The table `jobs` as people and other programs find it and write it.
@Suite struct JobTableTests {
    private let began = Date(timeIntervalSince1970: 1_750_000_000.678)

    private var finished: Job.Changes {
        var changes = Job.Changes()
        changes.finished = Job.Run(began: began, duration: .seconds(2), status: .failed, output: "said")
        return changes
    }

    /// Gives a store to a test, and what executes SQL as another program does.
    private func withStore(
        _ body: (SQLiteInvoiceStore, _ execute: (String) async throws -> Void) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store.sqlite"
            let store = try SQLiteInvoiceStore(path: path)
            let other = try DatabaseQueue(path: path)
            try await body(store) { sql in try await other.write { try $0.execute(sql: sql) } }
            try other.close()
        }
    }

    @Test func theEditOfAPersonTakesEffectAndStays() async throws {
        try await withStore { store, execute in
            try await store.updateJob(Job.sync, finished)
            try await execute(
                "UPDATE jobs SET enabled = false, schedule = '0 6 * * *', next_run = '2026-01-02 03:04:05'"
            )
            let edited = try #require(try await store.job(Job.sync))
            #expect(!edited.enabled)
            #expect(edited.schedule == "0 6 * * *")
            #expect(edited.nextRun == Date(timeIntervalSince1970: 1_767_323_045))

            let after = try await store.updateJob(Job.sync, finished)
            #expect(!after.enabled)
            #expect(after.schedule == "0 6 * * *")
            #expect(after.consecutiveFailures == 2)
        }
    }

    @Test func aPersonMayMakeAJobByItsNameAlone() async throws {
        try await withStore { store, execute in
            try await execute("INSERT INTO jobs (name) VALUES ('\(Job.sync)')")
            #expect(try await store.job(Job.sync) == Job(name: Job.sync))
            try await store.updateJob(Job.sync, finished)
            let row = try await row(of: store)
            #expect(row["schedule"] as String? == nil, "what was not changed is not written")
            #expect(row["consecutive_failures"] as Int? == 1)
        }
    }

    @Test func columnsThatAPersonAddedStay() async throws {
        try await withStore { store, execute in
            try await store.updateJob(Job.sync, .init())
            try await execute("ALTER TABLE jobs ADD COLUMN note TEXT")
            try await execute("UPDATE jobs SET note = 'ask Ana', last_status = 'excellent', running_since = 'soon'")
            let job = try #require(try await store.job(Job.sync))
            #expect(job.lastStatus == nil, "what cannot be read is as in a new one")
            #expect(job.runningSince == nil)
            var schedule = Job.Changes()
            schedule.schedule = "0 6 * * *"
            try await store.updateJob(Job.sync, schedule)
            let row = try await row(of: store)
            #expect(row["note"] as String? == "ask Ana")
            #expect(row["last_status"] as String? == "excellent")
        }
    }

    @Test func theColumnsAreReadable() async throws {
        try await withStore { store, _ in
            try await store.updateJob(Job.sync, finished)
            let row = try await row(of: store)
            #expect(Set(row.columnNames) == Set(Job.CodingKeys.allCases.map(\.rawValue)))
            #expect(row["last_run"] as String? == "2025-06-15 15:06:40.678")
            #expect(row["last_status"] as String? == "failed")
            #expect(row["enabled"] as Int? == 1)
            #expect(row["last_duration_ms"] as Int? == 2000)
            let difference = try await store.job(Job.sync)?.lastRun.map { abs($0.timeIntervalSince(began)) }
            #expect((difference ?? 1) < 0.001)
        }
    }

    private func row(of store: SQLiteInvoiceStore) async throws -> Row {
        let row = try await store.database.read { try Row.fetchOne($0, sql: "SELECT * FROM jobs") }
        return try #require(row)
    }
}
