import Foundation
import GRDB
import InvoiceSync

extension SyncError {
    /// A failure of the store while doing something to the file at a path.
    init(_ action: String, _ path: String, _ error: any Error) {
        if !(error is SyncError), let objection = Self.objection(to: path, error) {
            self.init(.storeForbidden, "\(action) the store “\(path)”: \(objection)", cause: error)
            return
        }
        switch error {
        case let error as SyncError:
            self = error
        case is CancellationError:
            self.init(.cancelled, "\(action) the store “\(path)” was cancelled", cause: error)
        case let error as DatabaseError:
            let reason = Self.reason(for: error)
            self.init(
                .storeUnavailable,
                "\(action) the store “\(path)”: \(reason)",
                isTransient: Self.transientCodes.contains { $0 == error.resultCode },
                cause: error
            )
        case is CocoaError, is POSIXError:
            let reason = "the file cannot be created: \(error.fileProblem)"
            self.init(.storeUnavailable, "\(action) the store “\(path)”: \(reason)", cause: error)
        default:
            self.init(.storeUnavailable, "\(action) the store “\(path)”: a row of it cannot be read", cause: error)
        }
    }

    /// The owner's name, if the failure comes from a file that another user owns.
    private static func objection(to path: String, _ error: any Error) -> String? {
        let codes: [ResultCode] = [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH]
        guard !(error is CancellationError) else { return nil }
        if let error = error as? DatabaseError, !codes.contains(where: { $0 == error.resultCode }) { return nil }
        return StoreFileAccess().objection(to: path)
    }

    /// What is the world's failure and spoils no invoice: others let go of the file, and a full disk gets room again.
    private static let transientCodes: [ResultCode] = [
        .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM,
    ]

    private static func reason(for error: DatabaseError) -> String {
        switch error.resultCode {
        case .SQLITE_NOTADB: "it is not a database"
        case .SQLITE_CORRUPT: "the file is damaged: put a copy in its place"
        case .SQLITE_CANTOPEN: "the file cannot be opened: see that it is a file and may be read"
        case .SQLITE_READONLY, .SQLITE_PERM: "the file, or its folder, may not be written"
        case .SQLITE_BUSY, .SQLITE_LOCKED: "another program has held it for long"
        case .SQLITE_FULL: "the disk is full"
        default: "SQLite says “\(error.message ?? "\(error.resultCode)")”"
        }
    }
}
