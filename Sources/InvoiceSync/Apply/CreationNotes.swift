import InvenTreeClient
import Synchronization

/// What the creations of a run came to, noted by all its invoices.
final class CreationNotes: Sendable {
    private let state = Mutex(FirstCreations())

    /// Why the server refuses every row of a kind, where it does: then the run is to end.
    var verdict: String? { state.withLock(\.verdict) }

    /// Whether the server has taken a row of a kind in this run.
    func isProven(_ kind: FirstCreations.Kind) -> Bool { state.withLock { $0.isProven(kind) } }

    /// Whether the server has taken any row in this run.
    var haveSucceeded: Bool { FirstCreations.Kind.allCases.contains(where: isProven) }

    /// The notes of one invoice.
    func of(_ progress: InvoiceProgress) -> ForInvoice { ForInvoice(notes: self, progress: progress) }

    /// The notes of the run, and which kinds of rows were refused to one invoice of it.
    struct ForInvoice: Sendable {
        fileprivate let notes: CreationNotes
        fileprivate let progress: InvoiceProgress

        /// Takes note of a row that the server has taken.
        func succeeded(_ kind: FirstCreations.Kind) { notes.state.withLock { $0.succeeded(kind) } }

        /// Takes note of an error with which the creation of a row has ended.
        ///
        /// - Returns: The error to throw: it tells where the server fails to create such rows, and serves otherwise.
        func ended(
            _ kind: FirstCreations.Kind,
            _ row: String,
            _ error: SyncError
        ) -> SyncError {
            guard let cause = error.cause as? InvenTreeError else { return error }
            switch cause.code {
            case .refused, .forbidden:
                notes.state.withLock { $0.rejected(kind, row, cause) }
                progress.note(rejectionOf: kind)
                return error
            case .serverError where kind.isOftenKnown && cause.status == 500:
                let failure = error.failing(kind)
                notes.state.withLock { $0.failed(kind, row, failure) }
                return failure
            default:
                return error
            }
        }

        /// Whether the server has taken a row of a kind in this run.
        func isProven(_ kind: FirstCreations.Kind) -> Bool { notes.isProven(kind) }

        /// Throws where the server failed to create the last rows of a kind: those that follow wait for another run.
        func requireWorking(_ kind: FirstCreations.Kind) throws(SyncError) {
            if let failure = notes.state.withLock({ $0.failure(of: kind) }) { throw failure }
        }
    }
}
