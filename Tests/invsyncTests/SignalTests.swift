import Foundation
import InvenTreeSimulator
import InvoiceSync
import Subprocess
import Testing

/// SIGINT and SIGTERM (SyncRules, “Leases and locks”: no document is left held).
@Suite struct SignalTests {
    /// A program with twenty documents in its store.
    private func prepare(_ program: Program) async throws {
        let documents = (1...20).map { document($0, numar: "\($0)") }.joined(separator: "\n")
        _ = try await program.run("import", "-", input: documents)
    }

    private func counts(_ program: Program) async throws -> StoreCounts {
        struct Status: Decodable { let counts: StoreCounts }
        return try await program.run("status", "--json").json(Status.self).counts
    }

    @Test(arguments: [Signal.terminate, .interrupt])
    func theFirstFinishesWhatIsInHandAndGivesTheRestBack(_ signal: Signal) async throws {
        try await withServer { simulator, program in
            try await prepare(program)
            let arrival = Gate()
            let isSent = Gate()
            simulator.onRequest { request in
                guard request.method == "POST", request.path.hasPrefix("/api/order/so/") else { return .pass }
                await arrival.open()
                await isSent.pass()
                return .pass
            }
            let code = try await program.run("sync", "--parallel", "1") { send in
                await arrival.pass()
                try send(signal)
                await isSent.open()
            }
            #expect(code == 5)
            let counts = try await counts(program)
            #expect(counts.ok == simulator.orders.count)
            #expect(counts.pending == 20 - counts.ok)
            #expect(counts.ok < 20)
            #expect(simulator.lines.count == counts.ok)
            let status = try await program.run("status")
            #expect(status.output.contains(", aborted after "))
        }
    }

    @Test func theSecondEndsAtOnceAndNothingIsLost() async throws {
        try await withServer { simulator, program in
            var program = program
            program.environment["INVSYNC_LEASE"] = "1"
            try await prepare(program)
            let arrival = Gate()
            let isOver = Gate()
            simulator.onRequest { request in
                guard request.method == "POST", request.path.hasPrefix("/api/order/so/") else { return .pass }
                await arrival.open()
                await isOver.pass()
                return .pass
            }
            let code = try await program.run("sync") { send in
                await arrival.pass()
                // Signals of one kind that are sent at once may arrive as one.
                try send(.terminate)
                try send(.interrupt)
            }
            await isOver.open()
            simulator.onRequest(nil)
            #expect(code == 130)
            var left = try await counts(program)
            while left.ok < 20 {
                #expect(left.failed + left.mixed + left.waiting == 0)
                _ = try await program.run("sync")
                left = try await counts(program)
            }
            #expect(Set(simulator.orders.map(\.description)).count == 20)
            #expect(simulator.orders.count == 20)
            #expect(simulator.lines.count == 20)
        }
    }
}

/// Where a test waits until something has happened.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for task in waiting { task.resume() }
        waiting = []
    }

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}
