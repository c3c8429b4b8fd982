import Synchronization
import Testing

@testable import InvoiceSync

/// Bodies at the same time, a bounded number of them.
@Suite struct InParallelTests {
    @Test(arguments: [1, 3]) func noMoreThanAllowedRunAtTheSameTime(_ limit: Int) async throws {
        let crowd = Crowd()
        let values = try await mapInParallel(Array(1...20), atMost: limit) { (item) async throws(SyncError) in
            await crowd.pass()
            return item * 2
        }
        #expect(values == (1...20).map { $0 * 2 }, "in the items' order")
        #expect(await crowd.peak <= limit)
    }

    @Test func nothingIsBegunAfterAFailureAndWhatWasBegunEnds() async throws {
        let isBegun = Gate()
        let ended = Mutex<[Int]>([])
        let error = await #expect(throws: SyncError.self) {
            try await inParallel([1, 2, 3, 4], atMost: 2) { (item) async throws(SyncError) in
                if item == 1 {
                    await isBegun.pass()
                    throw SyncError(.refused, "no")
                }
                await isBegun.open()
                for _ in 0..<100 { await Task.yield() }
                if item == 2 { throw SyncError(.locked, "neither") }
                ended.withLock { $0.append(item) }
            }
        }
        #expect(error != nil)
        #expect(ended.withLock { !$0.contains(4) })
    }

    @Test func bothWaitForEachOtherAndTheFirstFailureIsTold() async throws {
        let isSecondBegun = Gate()
        let hasSecondEnded = Mutex(false)
        let error = await #expect(throws: SyncError.self) {
            _ = try await both(atOnce: true) { () async throws(SyncError) -> Int in
                await isSecondBegun.pass()
                throw SyncError(.refused, "first")
            } _: { () async throws(SyncError) -> Int in
                await isSecondBegun.open()
                for _ in 0..<100 { await Task.yield() }
                hasSecondEnded.withLock { $0 = true }
                throw SyncError(.locked, "second")
            }
        }
        #expect(error?.message == "first")
        #expect(hasSecondEnded.withLock { $0 })
    }

    @Test func oneAfterTheOtherTheSecondIsNotBegunAfterAFailure() async throws {
        await #expect(throws: SyncError.self) {
            _ = try await both(atOnce: false) { () async throws(SyncError) -> Int in
                throw SyncError(.refused, "first")
            } _: { () async throws(SyncError) -> Int in
                Issue.record("begun")
                return 1
            }
        }
    }
}
