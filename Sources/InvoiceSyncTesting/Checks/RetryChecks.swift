import FGOModels
import Foundation
import InvoiceSync

enum RetryChecks {
    static let all: [InvoiceStoreConformance.Check] = [
        .init("a document that the world failed waits and counts its attempts", waits),
        .init("a waiting document keeps the reason until it is finished or reopened", keepsReason),
        .init("documents that were tried before are claimed after all others", takesTriedLast),
        .init("a retry takes each unsuccessful document once", onceEach),
        .init("a retry takes what waits, once", takesWaiting),
        .init("a retry takes only the statuses and documents that it names", takesWhatItNames),
        .init("a retry of every status takes the named documents, whatever became of them", takesEveryStatus),
        .init("a finished document that waits for another attempt is pending in its time", isPendingAgain),
    ]

    static func waits(_ bench: Bench) async throws {
        try await bench.insert("a", "b")
        try await bench.postpone(attempts: 3, by: .seconds(30))
        let stored = try await bench.document("a")
        try expect(stored.attempts, is: 3, "the attempts are counted")
        try expect(stored.nextAttempt, is: bench.time.now.addingTimeInterval(30), "it waits from now on")
        try expect(stored.status, is: nil, "it keeps no status")
        try expect(try await bench.state("a"), is: .waiting, "it waits")
        try expect(try await bench.claim().names, is: ["b"], "meanwhile the others are claimed")
        bench.time.advance(by: .seconds(31))
        try expect(try await bench.state("a"), is: .pending, "its time has come")
        try expect(try await bench.claimOne().attempts, is: 3, "the next one is told the attempts")
    }

    static func keepsReason(_ bench: Bench) async throws {
        try await bench.insert("a")
        let reason = "F 1: the server's $answer was “500”"
        let first = try await bench.claimOne()
        _ = try await bench.store.release(first.lease, retry: Retry(attempts: 1, delay: .seconds(1), reason: reason))
        try expect(try await bench.document("a").reason, is: reason, "it is there, whatever is in it")
        bench.time.advance(by: .seconds(2))
        let second = try await bench.claimOne()
        try expect(try await bench.document("a").reason, is: reason, "also while it is tried again")
        _ = try await bench.store.release(second.lease, retry: Retry(attempts: 1, delay: .seconds(1)))
        try expect(try await bench.document("a").reason, is: nil, "the last attempt counts")
        try await bench.insert("b", otherFields: ["sync_reason": "as exported"])
        try expect(try await bench.document("b").reason, is: "as exported", "a new document brings its own")
        try await bench.store.reopen([DocumentID(.text("b"))])
        try expect(try await bench.document("b").reason, is: nil, "a reopened one is as never tried")
        bench.time.advance(by: .seconds(2))
        let third = try await bench.claimOne()
        _ = try await bench.store.release(third.lease, retry: Retry(attempts: 2, delay: .seconds(1), reason: reason))
        bench.time.advance(by: .seconds(2))
        let claimed = try await bench.claim()
        for document in claimed { _ = try await bench.store.complete(document.lease, with: bench.result(.ok)) }
        try expect(try await bench.document("a").reason, is: nil, "and so is a finished one")
    }

    static func takesTriedLast(_ bench: Bench) async throws {
        try await bench.insert("poison", "worse", "c", "d")
        for _ in 1...2 { try await bench.postpone(by: .seconds(1)) }
        bench.time.advance(by: .seconds(2))
        try expect(try await bench.state("poison"), is: .pending, "their time has come")
        let request = ClaimRequest(selection: .pending, limit: 3, owner: "A", leaseDuration: .seconds(60))
        try expect(try await bench.store.claim(request).names, is: ["c", "d", "poison"], "the others come first")
        try expect(try await bench.claim().names, is: ["worse"], "and none is left out")
    }

    static func onceEach(_ bench: Bench) async throws {
        try await bench.insert("ok", "mixed", "failed")
        for status in DocumentStatus.allCases { try await bench.finish(status) }
        bench.time.advance(by: .seconds(1))
        let retry = Selection.retry(.init(finishedBefore: bench.time.now))

        let first = try await bench.claimOne(retry)
        try expect(first.document.id.description, is: "mixed", "the oldest comes first")
        try expect(first.formerLog != nil, "with its former log")
        _ = try await bench.store.complete(first.lease, with: bench.result(.mixed))
        bench.time.advance(by: .seconds(1))
        try await bench.finish(.failed, retry)
        try expect(try await bench.document("failed").status, is: .failed, "it has failed again")
        try expect(try await bench.claim(retry).isEmpty, "each was tried once")

        bench.time.advance(by: .seconds(1))
        let next = Selection.retry(.init(finishedBefore: bench.time.now))
        try expect(try await bench.claim(next).names, is: ["mixed", "failed"], "the next run tries them again")
    }

    static func takesWaiting(_ bench: Bench) async throws {
        try await bench.insert("waiting", "pending")
        try await bench.postpone(by: .seconds(1000))
        bench.time.advance(by: .seconds(1))
        let retry = Selection.retry(.init(finishedBefore: bench.time.now))
        try await bench.postpone(retry, attempts: 2, by: .seconds(1))
        try expect(try await bench.document("waiting").attempts, is: 2, "what waits is tried at once")
        bench.time.advance(by: .seconds(2))
        try expect(
            try await bench.claim(retry).names,
            is: ["pending"],
            "and by this run not again, also when it is due"
        )
    }

    static func takesWhatItNames(_ bench: Bench) async throws {
        try await bench.insert("ok", "mixed", "failed", "waiting", "pending")
        for status in DocumentStatus.allCases { try await bench.finish(status) }
        try await bench.postpone(by: .seconds(1000))
        bench.time.advance(by: .seconds(1))

        let named: Set<DocumentID> = ["ok", "failed", "waiting", "absent"].reduce(into: []) {
            $0.insert(DocumentID(.text($1)))
        }
        let byName = Selection.retry(.init(ids: named, finishedBefore: bench.time.now))
        let claimed = try await bench.claim(byName)
        try expect(claimed.names, is: ["failed", "waiting"], "only the named ones, and none that is well")
        for document in claimed { _ = try await bench.store.release(document.lease, retry: nil) }

        let mixed = Selection.retry(.init(statuses: [.mixed], finishedBefore: bench.time.now))
        try expect(try await bench.claim(mixed).names, is: ["mixed", "waiting", "pending"], "only the named status")
        let none = Selection.retry(.init(ids: [], finishedBefore: bench.time.now))
        try expect(try await bench.claim(none).isEmpty, "no name is no document")
    }

    static func takesEveryStatus(_ bench: Bench) async throws {
        try await bench.insert("ok", "mixed", "failed", "well")
        for status in DocumentStatus.allCases + [.ok] { try await bench.finish(status) }
        bench.time.advance(by: .seconds(1))
        let named = Set(["ok", "mixed", "failed", "absent"].map { DocumentID(.text($0)) })
        let changed = Selection.retry(
            .init(statuses: Set(DocumentStatus.allCases), ids: named, finishedBefore: bench.time.now)
        )
        try await bench.finish(.failed, changed)
        try expect(try await bench.document("ok").status, is: .failed, "one that was well is taken too")
        try expect(try await bench.claim(changed).names, is: ["mixed", "failed"], "and each once")
        try expect(try await bench.state("well"), is: .ok, "what is not named stays")
    }

    static func isPendingAgain(_ bench: Bench) async throws {
        try await bench.insert("a")
        try await bench.finish(.failed)
        bench.time.advance(by: .seconds(1))
        let retry = Selection.retry(.init(finishedBefore: bench.time.now))
        try await bench.postpone(retry, attempts: 1, by: .seconds(1))
        try expect(try await bench.state("a"), is: .waiting, "it waits")
        let waiting = try await bench.document("a")
        try expect(waiting.status, is: nil, "the former status is gone")
        try expect(waiting.log == nil, "and so is the log")
        try expect(try await bench.claim().isEmpty, "its time has not come")
        bench.time.advance(by: .seconds(2))
        try expect(try await bench.claim(retry).isEmpty, "the run that tried it does not take it again")
        let claimed = try await bench.claimOne()
        try expect(claimed.attempts, is: 1, "the next run does")
        _ = try await bench.store.complete(claimed.lease, with: bench.result(.ok))
        try expect(try await bench.state("a"), is: .ok, "and finishes it")
    }
}
