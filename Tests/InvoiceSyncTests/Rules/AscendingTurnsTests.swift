import Testing

@testable import InvoiceSync

/// One at a time.
@MainActor @Suite struct AscendingTurnsTests {
    private let turns = AscendingTurns()

    /// What happens in the turns of a test.
    private final class Course {
        var waiting = 0
        var names: [String] = []
        var running = 0
        var peak = 0

        func pass(_ name: String) async {
            names.append(name)
            running += 1
            peak = max(peak, running)
            await Task.yield()
            running -= 1
        }
    }

    /// Lets tasks come while a first one has its turn.
    private func run(_ first: String, _ others: [String], _ course: Course) async throws {
        var tasks: [Task<Void, any Error>] = []
        try await turns.inTurn(first) { () async throws(SyncError) in
            for name in others {
                tasks.append(
                    Task {
                        course.waiting += 1
                        try await turns.inTurn(name) { () async throws(SyncError) in await course.pass(name) }
                    }
                )
            }
            while course.waiting < others.count { await Task.yield() }
        }
        for task in tasks { try await task.value }
    }

    @Test func everyOneThatWaitsHasATurnByItself() async throws {
        let course = Course()
        try await run("m", ["z", "a", "n", "c", "m", "a"], course)
        #expect(course.names.sorted() == ["a", "a", "c", "m", "n", "z"])
        #expect(course.peak == 1)
    }

    @Test func aFailureGivesTheTurnToTheNext() async throws {
        await #expect(throws: SyncError.self) {
            try await turns.inTurn("a") { () async throws(SyncError) in throw SyncError(.refused, "no") }
        }
        let value = try await turns.inTurn("b") { () async throws(SyncError) in 7 }
        #expect(value == 7)
    }

    @Test func whoeverIsCancelledWaitsNoLonger() async throws {
        let course = Course()
        let error = try await turns.inTurn("a") { () async throws(SyncError) -> SyncError? in
            let waiter = Task {
                course.waiting += 1
                try await turns.inTurn("b") { () async throws(SyncError) in await course.pass("b") }
            }
            while course.waiting < 1 { await Task.yield() }
            waiter.cancel()
            guard case .failure(let error) = await waiter.result else { return nil }
            return error as? SyncError
        }
        #expect(error?.code == .cancelled)
        #expect(course.names.isEmpty)
        try await run("c", ["d"], course)
        #expect(course.names == ["d"], "the turn is not lost")
    }
}
