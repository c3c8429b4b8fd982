import CCurl
import Foundation
import HTTPTypes
import Synchronization

/// What drives the transfers of a transport: an inbox that any task may write to, and one thread that empties it.
final class CurlLoop: Sendable {
    /// A request that somebody waits for.
    ///
    /// Whoever takes it must answer its continuation once.
    struct Job: Sendable {
        let id: UInt64
        let request: HTTPRequest
        let body: Data?
        let maximumAnswerSize: Int
        let sendBefore: ContinuousClock.Instant?
        let continuation: CheckedContinuation<Result<HTTPAnswer, TransportError>, Never>
    }

    private struct Inbox {
        var jobs: [Job] = []
        var cancelled: [UInt64] = []
        var isClosed = false
        var lastID: UInt64 = 0
    }

    private let inbox = Mutex(Inbox())
    private let multi: CurlMulti
    private let configuration: CurlTransport.Configuration

    init(multi: CurlMulti, configuration: CurlTransport.Configuration) {
        self.multi = multi
        self.configuration = configuration
    }

    func makeID() -> UInt64 {
        inbox.withLock { inbox in
            inbox.lastID += 1
            return inbox.lastID
        }
    }

    func start(_ job: Job) {
        let isClosed = inbox.withLock { inbox in
            if !inbox.isClosed {
                inbox.jobs.append(job)
            }
            return inbox.isClosed
        }
        if isClosed {
            job.continuation.resume(returning: .failure(.closed))
        } else {
            multi.wakeUp()
        }
    }

    /// Ends a job; one that is unknown or has ended already is none of the loop's business.
    func cancel(_ id: UInt64) {
        inbox.withLock { $0.cancelled.append(id) }
        multi.wakeUp()
    }

    func close() {
        inbox.withLock { $0.isClosed = true }
        multi.wakeUp()
    }

    /// Works until the loop is closed; to be called once, on a thread of its own.
    func run() {
        ccurl_block_sigpipe()
        var transfers = CurlTransfers(multi: multi, configuration: configuration)
        while true {
            let mail = inbox.withLock { inbox in
                defer { (inbox.jobs, inbox.cancelled) = ([], []) }
                return inbox
            }
            transfers.enqueue(mail.jobs)
            transfers.cancel(mail.cancelled)
            if mail.isClosed {
                transfers.endAll()
                return
            }
            if !transfers.advance() {
                close()
            }
        }
    }
}

extension TransportError {
    fileprivate static var closed: TransportError {
        TransportError(.closed, message: "the transport is closed", requestMayHaveArrived: false)
    }
}
