import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import InvoiceSyncTesting
import Testing

/// Documents that always draw a 5xx, among others that do not (SyncRules, “Outages”).
@Suite struct PoisonTests {
    private func poison(_ bench: Bench, _ isPoison: @escaping @Sendable (SimulatedRequest) -> Bool) {
        bench.server.onRequest { isPoison($0) ? .answer(status: 500, body: #"{"detail":"poison"}"#) : .pass }
    }

    private func invoice(_ number: Int, part: String) -> JSONValue {
        .invoice(.text("\(number)"), lines: [["nume_produs": .text(part), "cantitate": 1, "pret_unitar": 1]])
    }

    @Test(arguments: [1, 8]) func `documents at the head of the queue keep no other from being synced`(
        _ parallel: Int
    ) async throws {
        try await withBench(SyncConfiguration(parallel: parallel)) { bench in
            poison(bench) { $0.place == "POST /api/part/" && $0.mentionsPoison }
            let poisoned = (1...2).map { invoice($0, part: "poison \($0)") }
            try await bench.insertEach(poisoned + (3...6).map { invoice($0, part: "Bec") })
            let report = try await bench.sync()
            #expect(report.stopped == nil)
            #expect(report.documents.givenBack == 2)
            let states = try await bench.store.counts()
            #expect(states.ok == 4, "the others go on")
            #expect(states.failed == 0)
            #expect(try await bench.document("doc1").reason?.contains("poison 1") == true)
        }
    }

    @Test func `a name that the server cannot look up fails its own document alone`() async throws {
        try await withBench { bench in
            // Of a few parts all are listed, and no name is looked up.
            for number in 1...300 { _ = try bench.server.add(SimulatedPart(name: "Produs \(number)")) }
            poison(bench) { ($0.method == "GET" || $0.path == "/api/search/") && $0.mentionsPoison }
            try await bench.insertEach([invoice(1, part: "poison"), invoice(2, part: "Bec"), invoice(3, part: "Cablu")])
            let report = try await bench.sync()
            #expect(report.stopped == nil)
            #expect(report.documents.ok == 2)
            #expect(report.documents.givenBack == 1)
            #expect(try await bench.document("doc1").attempts == 1)
        }
    }
}

extension SimulatedRequest {
    fileprivate var mentionsPoison: Bool {
        "\(path) \(query) \(String(decoding: body, as: UTF8.self))".contains("poison")
    }
}
