import Dispatch
import Synchronization
import Testing

@testable import MongoInvoiceStore

@Suite struct BlockingThreadsTests {
    @Test func workThatWaitsForAThreadIsGivenUpWhenItsTaskIsCancelled() async throws {
        let threads = BlockingThreads(count: 1)
        let gate = Gate()
        let hasRun = Mutex(false)
        async let first = threads.run(evenIfCancelled: false) { _ in gate.pass() }
        await gate.reached()
        let second = Task { await threads.run(evenIfCancelled: false) { _ in hasRun.withLock { $0 = true } } }
        second.cancel()
        #expect(await second.value == nil, "while the only thread is taken")
        gate.open()
        #expect(await first != nil)
        #expect(await threads.run(evenIfCancelled: false) { _ in 1 } == 1)
        #expect(hasRun.withLock { $0 } == false)
    }

    @Test func urgentWorkIsDoneInACancelledTask() async throws {
        let threads = BlockingThreads(count: 1)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await threads.run(evenIfCancelled: true) { isCancelled in isCancelled() }
        }
        #expect(await task.value == false)
    }

    @Test func workThatHasBegunIsToldOfTheCancellationAndEnds() async throws {
        let threads = BlockingThreads(count: 1)
        let gate = Gate()
        let task = Task {
            await threads.run(evenIfCancelled: false) { isCancelled in
                gate.pass()
                return isCancelled()
            }
        }
        await gate.reached()
        task.cancel()
        gate.open()
        #expect(await task.value == true)
    }

    @Test func asMuchWorkAsThereAreThreadsIsDoneAtOnce() async throws {
        let threads = BlockingThreads(count: 3)
        let gates = (0..<3).map { _ in Gate() }
        await withTaskGroup { group in
            for gate in gates { group.addTask { await threads.run(evenIfCancelled: false) { _ in gate.pass() } } }
            for gate in gates { await gate.reached() }
            for gate in gates { gate.open() }
        }
    }
}

/// Holds a thread where it stands until a test lets it go on.
private final class Gate: Sendable {
    private let isOpen = DispatchSemaphore(value: 0)
    private let arrivals = AsyncStream<Void>.makeStream()

    func pass() {
        arrivals.continuation.yield()
        isOpen.wait()
    }

    func reached() async {
        for await _ in arrivals.stream { return }
    }

    func open() {
        isOpen.signal()
    }
}
