import CCurl
import Foundation

/// The requests of a loop, waiting and under way.
///
/// Known to the loop's thread alone.
struct CurlTransfers {
    private let multi: CurlMulti
    private let configuration: CurlTransport.Configuration

    /// Requests that wait for their turn, oldest first; the cancelled ones among them are no longer in `waiting`.
    private var queue: ArraySlice<UInt64> = []
    private var waiting: [UInt64: CurlLoop.Job] = [:]
    private var running: [UInt64: CurlTransfer] = [:]
    private var idsByHandle: [UnsafeMutableRawPointer: UInt64] = [:]
    private var goAhead = GoAhead.unknown

    init(multi: CurlMulti, configuration: CurlTransport.Configuration) {
        self.multi = multi
        self.configuration = configuration
        multi.limitConnections(to: max(1, configuration.maximumConnections))
    }

    mutating func enqueue(_ jobs: [CurlLoop.Job]) {
        for job in jobs {
            waiting[job.id] = job
            queue.append(job.id)
        }
    }

    mutating func cancel(_ ids: [UInt64]) {
        for id in ids {
            end(id, with: .cancelled, "the request was cancelled")
        }
    }

    /// Starts what has its turn, moves everything on, and waits for something to happen.
    ///
    /// - Returns: Whether libcurl still works.
    mutating func advance() -> Bool {
        startWaiting()
        guard let ended = multi.perform() else { return false }
        for (easy, code) in ended {
            if let id = idsByHandle[easy], let transfer = remove(id) {
                goAhead.learn(from: transfer, code)
                transfer.job.continuation.resume(returning: transfer.outcome(code))
            }
        }
        // Where something has ended, what waits for its turn can be started first.
        return !ended.isEmpty && !queue.isEmpty || multi.wait()
    }

    mutating func endAll() {
        for id in Array(waiting.keys) + Array(running.keys) {
            end(id, with: .closed, "the transport is closed")
        }
    }

    private mutating func startWaiting() {
        while running.count < max(1, configuration.maximumConnections), let id = queue.popFirst() {
            guard let job = waiting.removeValue(forKey: id) else { continue }
            if let deadline = job.sendBefore, .now >= deadline {
                job.continuation.resume(returning: .failure(.tooLate))
                continue
            }
            let wait = goAhead.wait(of: job.request, atMost: configuration.requestTimeout)
            guard let transfer = CurlTransfer(job, configuration: configuration, goAhead: wait),
                multi.add(transfer.easy)
            else {
                job.continuation.resume(
                    returning: .failure(
                        TransportError(
                            .invalidRequest,
                            message: "libcurl does not take the request",
                            requestMayHaveArrived: false
                        )
                    )
                )
                continue
            }
            running[id] = transfer
            idsByHandle[transfer.easy] = id
        }
    }

    private mutating func end(_ id: UInt64, with reason: TransportError.Reason, _ message: String) {
        if let job = waiting.removeValue(forKey: id) {
            let error = TransportError(reason, message: message, requestMayHaveArrived: false)
            job.continuation.resume(returning: .failure(error))
        } else if let transfer = remove(id) {
            let error = TransportError(
                reason,
                message: message,
                requestMayHaveArrived: transfer.requestMayHaveArrived
            )
            transfer.job.continuation.resume(returning: .failure(error))
        }
    }

    private mutating func remove(_ id: UInt64) -> CurlTransfer? {
        guard let transfer = running.removeValue(forKey: id) else { return nil }
        idsByHandle[transfer.easy] = nil
        multi.remove(transfer.easy)
        return transfer
    }
}
