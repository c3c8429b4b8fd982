import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import MongoInvoiceStore

/// The collection `jobs` as people and other programs write it, and as they find it afterwards.
@Suite struct JobCollectionTests {
    private let began = Date(timeIntervalSince1970: 1_750_000_000)

    private func finished(_ status: Job.Status) -> Job.Changes {
        var changes = Job.Changes()
        changes.finished = Job.Run(began: began, duration: .seconds(2), status: status, output: "said")
        return changes
    }

    private func insert(_ job: BSONDocument, into database: TestDatabase) throws {
        try database.session { session throws(MongoFailure) in _ = try session.insert([job], into: "jobs") }
    }

    @Test func aNewJobShowsAPersonWhatToEdit() async throws {
        let database = try await TestDatabase()
        try await database.store().updateJob(Job.sync, .init())
        let job = try #require(try database.contents(of: "jobs").first)
        #expect(job["name"]?.text == Job.sync)
        #expect(job["frequency"]?.text == "*/10 * * * *")
        #expect(job["schedule"] == nil)
        #expect(try job["enabled"]?.bytes == BSONValue.bool(true).bytes)
    }

    @Test func theJobOfAnotherProgramKeepsWhatItHas() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let foreign: BSONDocument = [
            "_id": .objectID(Array(repeating: 7, count: 12)), "owner": ["team": "billing"], "name": .string(Job.sync),
            "enabled": "yes", "frequency": 10, "schedule": ["by": "shift"], "last_run": "yesterday",
            "last_status": "excellent",
            "last_output": .null, "last_duration_ms": .double(1.5), "consecutive_failures": "many",
            "running_since": .int64(1), "next_run": false, "note": .decimal128(Decimal128(low: 1, high: 0)),
        ]
        try insert(foreign, into: database)
        var expected = Job(name: Job.sync)
        (expected.enabled, expected.schedule) = (false, Job.unreadableSchedule)
        #expect(try await store.job(Job.sync) == expected, "what cannot be read is as in a new one, and not run")

        var schedule = Job.Changes()
        schedule.schedule = "0 6 * * *"
        #expect(try await store.updateJob(Job.sync, schedule).schedule == "0 6 * * *")
        let once = try #require(try database.contents(of: "jobs").first)
        let kept = foreign.fields.filter { $0.key != "frequency" }
        for field in kept { #expect(try once[field.key]?.bytes == field.value.bytes, "\(field.key)") }

        #expect(try await store.updateJob(Job.sync, finished(.failed)).consecutiveFailures == 1)
        let twice = try database.contents(of: "jobs")
        #expect(twice.count == 1)
        let job = try #require(twice.first)
        for key in ["_id", "owner", "enabled", "note"] { #expect(try job[key]?.bytes == foreign[key]?.bytes, "\(key)") }
        #expect(job["running_since"] == nil)
        guard case .date(1_750_000_000_000)? = job["last_run"] else {
            Issue.record("moments are dates of BSON")
            return
        }
    }

    @Test func whatIsNullIsAsInANewOne() async throws {
        let database = try await TestDatabase()
        try insert(["_id": 1, "name": "n", "enabled": .null, "frequency": .null, "schedule": .null], into: database)
        #expect(try await database.store().job("n") == Job(name: "n"))
    }

    /// As a web application with a scheduler of its own keeps its jobs: it names the schedule `frequency`, and its
    /// scheduler fails at a job without one.
    @Test func `a job of the users' application is read, run and left as that application expects it`() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let foreign: BSONDocument = [
            "_id": .objectID(Array(repeating: 9, count: 12)), "name": .string(Job.sync), "frequency": "15 7-19 * * 1-5",
            "enabled": true, "description": "Comenzi din facturi", "last_run": .null, "last_status": .null,
            "last_output": "", "module": "jobs.sync_inventree_sales_orders", "created_by": 3,
        ]
        try insert(foreign, into: database)
        #expect(try await store.job(Job.sync)?.schedule == "15 7-19 * * 1-5")
        try await store.updateJob(Job.sync, finished(.ok))
        let job = try #require(try database.contents(of: "jobs").first)
        for key in ["_id", "name", "frequency", "enabled", "description", "module", "created_by"] {
            #expect(try job[key]?.bytes == foreign[key]?.bytes, "\(key)")
        }
        #expect(job["schedule"] == nil)
        #expect(job["last_status"]?.text == "ok")
        try database.session { session throws(MongoFailure) in
            let edit: BSONValue = ["frequency": "*/5 * * * *", "enabled": false]
            _ = try session.findAndModify("jobs", ["query": ["name": .string(Job.sync)], "update": ["$set": edit]])
        }
        let edited = try await store.job(Job.sync)
        #expect(edited?.schedule == "*/5 * * * *")
        #expect(edited?.enabled == false)
    }

    @Test(arguments: [nil, "0 6 * * *"] as [String?])
    func `a job without frequency is read by its schedule, and has a frequency after any change`(
        _ schedule: String?
    ) async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        var old: BSONDocument = ["_id": 1, "name": "n", "enabled": true, "frequency": .null]
        if let schedule { old = ["_id": 1, "name": "n", "enabled": true, "schedule": .string(schedule)] }
        try insert(old, into: database)
        let expected = schedule ?? "*/10 * * * *"
        #expect(try await store.job("n")?.schedule == expected)
        #expect(try await store.updateJob("n", finished(.ok)).schedule == expected)
        let job = try #require(try database.contents(of: "jobs").first)
        #expect(job["frequency"]?.text == expected)
        #expect(job["schedule"] == nil, "there is one field, so that no edit goes to the other")
        var changes = Job.Changes()
        changes.schedule = "30 6 * * *"
        try await store.updateJob("n", changes)
        #expect(try database.contents(of: "jobs").first?["frequency"]?.text == "30 6 * * *")
    }

    @Test func numbersOfAnyTypeAreRead() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        let numbers: BSONDocument = [
            "_id": 1, "name": "n", "enabled": .double(0), "consecutive_failures": .double(2), "last_duration_ms": 7,
        ]
        try insert(numbers, into: database)
        let job = try #require(try await store.job("n"))
        #expect(!job.enabled)
        #expect(job.consecutiveFailures == 2)
        #expect(job.lastDurationMilliseconds == 7)
        #expect(try await store.updateJob("n", finished(.failed)).consecutiveFailures == 3)
    }

    @Test func manyWorkersMakeOneDocument() async throws {
        let database = try await TestDatabase()
        let stores = [try database.store(), try database.store()]
        let failed = finished(.failed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<16 { group.addTask { try await stores[worker % 2].updateJob(Job.sync, failed) } }
            try await group.waitForAll()
        }
        #expect(try database.contents(of: "jobs").map { $0["consecutive_failures"]?.integer } == [16])
    }

    @Test func aJobIsMadeAlsoWhereItsIdentifierIsTaken() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try insert(["_id": .string(Job.sync), "name": "renamed"], into: database)
        #expect(try await store.updateJob(Job.sync, finished(.ok)).lastStatus == .ok)
        #expect(try await store.updateJob(Job.sync, finished(.failed)).consecutiveFailures == 1)
        #expect(try database.contents(of: "jobs").count == 2)
        #expect(try await store.job("renamed")?.lastStatus == nil)
    }

    /// A person turns the job off and on again while workers report their runs.
    @Test func theEditOfAPersonIsNeverUndone() async throws {
        let database = try await TestDatabase()
        let store = try database.store()
        try await store.updateJob(Job.sync, .init())
        let failed = finished(.failed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { for _ in 0..<10 { try await store.updateJob(Job.sync, failed) } }
            }
            for round in 0..<20 {
                let edit: BSONValue = ["enabled": .bool(round % 2 == 0), "frequency": .string("\(round) * * * *")]
                try database.session { session throws(MongoFailure) in
                    _ = try session.findAndModify(
                        "jobs",
                        ["query": ["name": .string(Job.sync)], "update": ["$set": edit]]
                    )
                }
                let job = try await store.job(Job.sync)
                #expect(job?.enabled == (round % 2 == 0))
                #expect(job?.schedule == "\(round) * * * *")
            }
            try await group.waitForAll()
        }
        let job = try #require(try await store.job(Job.sync))
        #expect(job.schedule == "19 * * * *")
        #expect(job.consecutiveFailures == 40)
    }
}
