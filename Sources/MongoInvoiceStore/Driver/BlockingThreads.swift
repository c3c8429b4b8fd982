import Foundation
import Synchronization

/// A few threads for calls that block, so that none does on the threads of Swift's own pool.
///
/// Work begins in the order in which it came, as many at once as there are threads.
final class BlockingThreads: Sendable {
    private let queue = WorkQueue()

    /// Starts the threads, which end with this object.
    ///
    /// - Parameter count: How many.
    init(count: Int) {
        for index in 0..<count {
            let thread = Thread { [queue] in queue.work() }
            thread.name = "invsync-mongo-\(index)"
            // What is nested 512 deep is read by as many calls.
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    deinit {
        queue.close()
    }

    /// Does work on one of the threads.
    ///
    /// - Parameters:
    ///   - isUrgent: Whether it is to be done also in a cancelled task.
    ///   - body: The work; it may ask at any time whether its task was cancelled.
    /// - Returns: The work's result; nil where the task was cancelled before the work had begun.
    func run<Value: Sendable>(
        evenIfCancelled isUrgent: Bool,
        _ body: @escaping @Sendable (_ isCancelled: @escaping () -> Bool) -> Value
    ) async -> Value? {
        let job = Job<Value>()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard job.wait(continuation) else { return }
                queue.add {
                    guard let continuation = job.begin() else { return }
                    continuation.resume(returning: body { job.isCancelled })
                }
            }
        } onCancel: {
            if !isUrgent { job.cancel() }
        }
    }
}

/// Work that somebody waits for: its continuation is taken once, by the thread that begins it or by the cancellation.
private final class Job<Value: Sendable>: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Value?, Never>?
        var isCancelled = false
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock(\.isCancelled) }

    /// - Returns: Whether it is still wanted; where it is not, the continuation was resumed.
    func wait(_ continuation: CheckedContinuation<Value?, Never>) -> Bool {
        let isCancelled = state.withLock { state in
            if !state.isCancelled { state.continuation = continuation }
            return state.isCancelled
        }
        if isCancelled { continuation.resume(returning: nil) }
        return !isCancelled
    }

    func begin() -> CheckedContinuation<Value?, Never>? {
        state.withLock { $0.continuation.take() }
    }

    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            return state.continuation.take()
        }?.resume(returning: nil)
    }
}

/// Work that waits for a thread.
private final class WorkQueue: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Counts the jobs, and at the end an awakening for each thread.
    private let awakenings = DispatchSemaphore(value: 0)

    func add(_ job: @escaping @Sendable () -> Void) {
        state.withLock { $0.jobs.append(job) }
        awakenings.signal()
    }

    /// Lets each thread end once nothing is left to do.
    func close() {
        state.withLock { $0.isClosed = true }
        awakenings.signal()
    }

    /// Works until the queue is closed; to be called on each thread.
    func work() {
        while true {
            awakenings.wait()
            let (job, isClosed) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosed)
            }
            if let job {
                job()
            } else if isClosed {
                // The next thread is woken in turn.
                awakenings.signal()
                return
            }
        }
    }
}
