import Synchronization
import Testing

@testable import InvoiceSync

/// One resolution at a time per name (SyncRules, “Leases and locks”).
@Suite struct KeyedLocksTests {
    private let locks = KeyedLocks()

    /// Runs many tasks, each under locks, and tells how many were under way at the same time.
    private func peak(_ count: Int, names: @escaping @Sendable (Int) -> [String]) async -> Int {
        let crowd = Crowd()
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                group.addTask { [locks] in
                    try? await locks.withLocks(names(index)) { () async throws(SyncError) in await crowd.pass() }
                }
            }
        }
        return await crowd.peak
    }

    @Test func oneNameIsHeldByOneAtATime() async {
        #expect(await peak(20) { _ in ["a"] } == 1)
    }

    @Test func namesInAnyOrderDoNotBlockEachOther() async {
        #expect(await peak(20) { index in index.isMultiple(of: 2) ? ["a", "b"] : ["b", "a", "b"] } == 1)
    }

    @Test func otherNamesDoNotWait() async throws {
        let value = try await locks.withLocks(["a"]) { () async throws(SyncError) in
            try await locks.withLocks(["b"]) { () async throws(SyncError) in 7 }
        }
        #expect(value == 7)
    }

    @Test func aFailureReleasesTheName() async throws {
        await #expect(throws: SyncError.self) {
            try await locks.withLocks(["a"]) { () async throws(SyncError) in throw SyncError(.refused, "no") }
        }
        #expect(await peak(1) { _ in ["a"] } == 1)
    }

    @Test func whoeverIsCancelledWaitsNoLongerAndHoldsNothing() async throws {
        let (isHeld, mayEnd) = (Gate(), Gate())
        let holder = Task { [locks] in
            try await locks.withLocks(["b"]) { () async throws(SyncError) in
                await isHeld.open()
                await mayEnd.pass()
            }
        }
        await isHeld.pass()
        let waiter = Task { [locks] in
            try await locks.withLocks(["a", "b"]) { () async throws(SyncError) in Issue.record("never") }
        }
        waiter.cancel()
        let error = await #expect(throws: SyncError.self) { try await waiter.value }
        #expect(error?.code == .cancelled)
        #expect(await peak(1) { _ in ["a"] } == 1, "the first name was given back")
        await mayEnd.open()
        try await holder.value
        #expect(await peak(1) { _ in ["b"] } == 1)
    }
}
