import FGOModels
import Foundation
import InvoiceSync

enum RetentionChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a rewritten log changes neither state nor fingerprint of its document", rewrittenLog),
        .init("a rewritten reason leaves its document waiting", rewrittenReason),
        .init("a document that a worker holds stays in its hands when its log is rewritten", rewrittenUnderLease),
        .init("the results of chosen documents alone are rewritten", chosenResults),
        .init("rewritten records of ledger, runs, audit and jobs are read back", rewrittenRecords),
        .init("a trial counts and changes nothing", trial),
        .init("hundreds of records are rewritten once each", many),
        .init("names are forgotten by their entries", chosenNames),
        .init("names that were not remembered again for some time are forgotten", oldNames),
        .init("records of runs and audit from before a moment are removed", oldRecords),
        .init("a store that was purged holds what it held", purged),
    ]

    static func rewrittenLog(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.finish(.mixed)
        let before = try await bench.document("a")
        let count = try await bench.store.rewrite(.all(.results), isTrial: false) { record in
            guard case .object(var log)? = record.content[.log] else { return nil }
            log["error"] = "Ș\"'$\\"
            return record.content.merging([.log: .object(log)]) { $1 }
        }
        try expect(count, is: 1, "one record is changed")
        let after = try await bench.document("a")
        var log = try require(before.log, "the document had a log")
        log.error = "Ș\"'$\\"
        try expect(after.log, is: log, "the log is the new one")
        try expect(after.status, is: before.status, "the status stays")
        try expect(after.fingerprint, is: before.fingerprint, "and the fingerprint")
        try expect(try await bench.state("a"), is: .mixed, "and the state")
        try expect(try await bench.claim().count, is: 0, "nothing is pending")
    }

    static func rewrittenReason(_ bench: Bench) async throws {
        try await bench.insert("a", "b")
        let claimed = try await bench.claimOne()
        let retry = Retry(attempts: 3, delay: .seconds(60), reason: "because")
        _ = try await bench.store.release(claimed.lease, retry: retry)
        let count = try await bench.store.rewrite(.all(.results), isTrial: false) { record in
            record.content[.reason] == "because" ? [.reason: "$other"] : nil
        }
        try expect(count, is: 1, "one record is changed: the other document has none")
        let after = try await bench.document("a")
        try expect(after.reason, is: "$other", "the reason is the new one")
        try expect(after.attempts, is: 3, "the number of attempts stays")
        try expect(after.log, is: nil, "no log has come to be")
        try expect(try await bench.state("a"), is: .waiting, "and the document waits")
    }

    static func rewrittenUnderLease(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.finish(.failed)
        bench.time.advance(by: .seconds(1))
        let held = try await bench.claimOne(.retry(.init(finishedBefore: bench.time.now)))
        _ = try await bench.store.rewrite(.all(.results), isTrial: false) { bench.emptied($0) }
        try expect(try await bench.state("a"), is: .held, "the lease holds")
        try expect(try await bench.store.complete(held.lease, with: bench.result(.ok)), "and its holder completes it")
        try expect(try await bench.state("a"), is: .ok, "as it does any other")
    }

    static func chosenResults(_ bench: Bench) async throws {
        try await bench.insert("a", "b")
        try await bench.finish(.failed)
        try await bench.finish(.failed)
        let ids: Set = [DocumentID("a"), DocumentID("unknown")]
        let count = try await bench.store.rewrite(.results(of: ids), isTrial: false) { record in
            record.document == DocumentID("a") ? bench.emptied(record) : nil
        }
        try expect(count, is: 1, "each record tells its document")
        try expect(try await bench.document("a").log?.error, is: "", "the log of the one is changed")
        try expect(try await bench.document("b").log?.error, is: "nothing to read", "that of the other stays")
        let none = try await bench.store.rewrite(.results(of: []), isTrial: false) { bench.emptied($0) }
        try expect(none, is: 0, "of no documents there are none")
    }

    static func rewrittenRecords(_ bench: Bench) async throws {
        let (record, run, audit) = try await bench.keepRecords()
        let change: @Sendable (KeptRecord) -> KeptRecord.Content? = { record in
            guard case .object(var fields)? = record.content[.record] else { return nil }
            for name in ["reason", "output", "detail"] where fields[name] != nil { fields[name] = "Ș" }
            return [.record: .object(fields)]
        }
        for kind in [KeptRecord.Kind.ledger, .runs, .audit] {
            try expect(try await bench.store.rewrite(.all(kind), isTrial: false, change), is: 1, "one of \(kind)")
        }
        let jobs = try await bench.store.rewrite(.all(.jobs), isTrial: false) { _ in [.output: "Ș"] }
        try expect(jobs, is: 1, "and one job")
        var (newRecord, newRun) = (record, run)
        (newRecord.reason, newRun.output) = ("Ș", "Ș")
        let found = try await bench.store.ledgerRecords(of: [record.invoice])
        try expect(found, is: [newRecord], "the ledger's record is as before but for its reason")
        try expect(try await bench.store.run(run.id), is: newRun, "the run but for its output")
        let records = try await bench.store.auditRecords(before: nil, limit: 9)
        try expect(records.map(\.id), is: [audit.id], "the audit record")
        try expect(records.map(\.detail), is: ["Ș"], "but for its detail")
        let job = try require(try await bench.store.job("j"), "the job is there")
        try expect(job.lastOutput, is: "Ș", "the job but for its output")
        try expect(job.schedule, is: "@daily", "whose schedule stays")
    }

    static func trial(_ bench: Bench) async throws {
        let (record, run, _) = try await bench.keepRecords()
        try await bench.insert("a")
        try await bench.finish(.failed)
        for kind in KeptRecord.Kind.allCases {
            let count = try await bench.store.rewrite(.all(kind), isTrial: true) { record in
                record.content.mapValues { _ in "other" }
            }
            try expect(count, is: 1, "one record of \(kind) is counted")
        }
        try expect(try await bench.store.ledgerRecords(of: [record.invoice]), is: [record], "and none is changed")
        try expect(try await bench.store.run(run.id), is: run, "no run")
        try expect(try await bench.store.job("j")?.lastOutput, is: "because", "no job")
        try expect(try await bench.document("a").log?.error, is: "nothing to read", "no log")
        try await bench.remember("n")
        let names = try await bench.store.forgetNames(isTrial: true) { _ in true }
        try expect(names, is: 1, "a name is counted")
        try expect(try await bench.recalls("n"), "and not forgotten")
    }

    static func many(_ bench: Bench) async throws {
        let names = (0..<450).map { "\($0)" }
        _ = try await bench.store.insert(names.map { RawDocument(id: DocumentID(.text($0)), data: [:]) })
        for claimed in try await bench.claim(limit: 450) {
            _ = try await bench.store.complete(claimed.lease, with: bench.result(.failed))
        }
        let change: @Sendable (KeptRecord) -> KeptRecord.Content? = { record in
            let emptied = bench.emptied(record)
            return emptied == record.content ? nil : emptied
        }
        try expect(try await bench.store.rewrite(.all(.results), isTrial: false, change), is: 450, "all of them")
        try expect(try await bench.store.rewrite(.all(.results), isTrial: false, change), is: 0, "and only once")
        try await bench.store.remember(names.map { DirectoryEntry(key: RetentionChecks.key($0), value: $0) })
        let count = try await bench.store.forgetNames(isTrial: false) { $0.value != "7" }
        try expect(count, is: 449, "all names but one")
        try expect(try await bench.recalls("7"), "which stays")
    }

    static func chosenNames(_ bench: Bench) async throws {
        let odd = ["Ștefan\0", "", "$a", "日本"]
        for name in odd { try await bench.remember(name) }
        let count = try await bench.store.forgetNames(isTrial: false) { entry in
            entry.key == RetentionChecks.key("Ștefan\0") && entry.value == "value of Ștefan\0"
        }
        try expect(count, is: 1, "an entry is told byte for byte")
        try expect(!(try await bench.recalls("Ștefan\0")), "it is forgotten")
        for name in odd.dropFirst() { try expect(try await bench.recalls(name), "“\(name)” is not") }
    }

    static func oldNames(_ bench: Bench) async throws {
        for name in ["a", "b"] { try await bench.remember(name) }
        bench.time.advance(by: .seconds(100))
        for name in ["a", "c"] { try await bench.remember(name) }
        bench.time.advance(by: .seconds(50))
        try await bench.store.forgetNames(olderThan: .seconds(150))
        try expect(try await bench.recalls("b"), "what is exactly as old stays")
        try await bench.store.forgetNames(olderThan: .seconds(149))
        try expect(!(try await bench.recalls("b")), "what is older is forgotten")
        try expect(try await bench.recalls("a"), "what was remembered again is as young as that")
        try expect(try await bench.recalls("c"), "what is younger stays")
    }

    static func oldRecords(_ bench: Bench) async throws {
        var ids: [String] = []
        for _ in 0..<3 {
            let run = RunRecord(job: "j", trigger: .manual, worker: "a", began: bench.time.now)
            try await bench.store.record(run)
            try await bench.store.note(AuditRecord(.run, who: "a", detail: run.id, at: bench.time.now))
            ids.append(run.id)
            bench.time.advance(by: .seconds(10))
        }
        try await bench.store.removeRecords(before: bench.time.now - 20)
        try expect(try await bench.store.runs(of: "j", before: nil, limit: 9).map(\.id), is: [ids[2], ids[1]], "runs")
        let audit = try await bench.store.auditRecords(before: nil, limit: 9)
        try expect(audit.map(\.detail), is: [ids[2], ids[1]], "and audit records, those of the moment stay")
    }

    static func purged(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.remember("n")
        try await bench.store.purge()
        try expect(try await bench.state("a"), is: .pending, "documents")
        try expect(try await bench.recalls("n"), "and names")
    }

    fileprivate static func key(_ name: String) -> DirectoryKey {
        DirectoryKey(server: "s", kind: .customer, name: name)
    }
}

extension Bench {
    fileprivate func remember(_ name: String) async throws {
        try await store.remember([DirectoryEntry(key: RetentionChecks.key(name), value: "value of \(name)")])
    }

    fileprivate func recalls(_ name: String) async throws -> Bool {
        try await !store.recall([RetentionChecks.key(name)]).isEmpty
    }

    /// A record whose log tells an empty error.
    fileprivate func emptied(_ record: KeptRecord) -> KeptRecord.Content? {
        guard case .object(var log)? = record.content[.log] else { return nil }
        log["error"] = ""
        return record.content.merging([.log: .object(log)]) { $1 }
    }

    /// Keeps one record each of the ledger, runs, audit and jobs.
    fileprivate func keepRecords() async throws -> (LedgerRecord, RunRecord, AuditRecord) {
        var record = LedgerRecord(
            invoice: "SERIE=A;NUMAR=1",
            document: DocumentID(["$oid": "507f1f77bcf86cd799439011"]),
            received: ReceivedTime(microseconds: 1_750_000_000_000_001),
            fingerprint: "f",
            result: .partial
        )
        record.order = .init(id: 3_000_000_000, reference: "SO-1", customer: .init(id: 3, name: "Ștefan"))
        record.lines.order = [1, 2]
        record.attempt = .init(
            existing: record.lines,
            planned: [.init(part: nil, item: "i", quantity: "1.50000", price: "3045.7353", reference: "")]
        )
        record.reason = "because"
        try await store.writeLedger([record])
        var run = RunRecord(job: "j", trigger: .manual, worker: "a", began: time.now)
        run.output = "because"
        run.documents = StoreCounts()
        try await store.record(run)
        let audit = AuditRecord(.run, who: "a", address: "::1", detail: "because", at: time.now)
        try await store.note(audit)
        var changes = Job.Changes()
        (changes.schedule, changes.note) = ("@daily", "because")
        try await store.updateJob("j", changes)
        return (record, run, audit)
    }
}
