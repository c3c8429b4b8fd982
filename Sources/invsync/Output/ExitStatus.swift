import ArgumentParser
import InvoiceSync

/// How the program ends.
///
/// The numbers are part of its interface.
enum ExitStatus: Int32 {
    case ok = 0
    case internalError = 1
    case incomplete = 2
    case configuration = 3
    case unavailable = 4
    case interrupted = 5
    case usage = 64
    /// Everything is done, and stdout did not take the report: `EX_IOERR` of sysexits.h.
    case outputLost = 74

    /// Ends the command this way; nothing is thrown where all is well.
    func end() throws {
        if self != .ok { throw ExitCode(rawValue) }
    }
}

extension ExitStatus {
    init(_ error: SyncError) {
        self =
            switch error.code {
            case .preflight, .storeForbidden: .configuration
            case .serverUnavailable, .storeUnavailable, .locked: .unavailable
            case .cancelled: .interrupted
            case .refused, .unreadable, .currencyNotAllowed: .incomplete
            default: .internalError
            }
    }

    init(_ report: RunReport) {
        // What another worker holds is that worker's. What was given back may have been done by the same run later.
        let left = report.left.map { $0.waiting + $0.pending } ?? report.documents.givenBack
        let isComplete = report.invoices.partial + report.invoices.failed + report.documents.failed + left == 0
        self =
            switch report.stopped?.cause {
            case .outage: .unavailable
            case .request: .interrupted
            case .limit: .incomplete
            case .configuration: .configuration
            case nil: isComplete ? .ok : .incomplete
            }
    }
}

/// Something that a person must change before the command can do its work.
struct SettingsError: Error, CustomStringConvertible {
    let description: String
}
