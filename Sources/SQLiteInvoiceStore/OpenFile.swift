import Foundation
import GRDB
import InvoiceSync
import Synchronization

/// The file of a store while it is open.
///
/// A process that opened a file keeps it even if it is deleted or another file takes its name, as when a backup is
/// restored: it would go on with a store that nobody else sees. So each operation compares the file with the name. A new
/// file is opened once it has not changed for some time: a copy may still be under way.
final class OpenFile: Sendable {
    private struct State {
        var pool: DatabasePool?
        var identity: FileIdentity?
        /// SQLite's files beside it, which must not be taken for those of another file.
        var companions: [FileIdentity] = []
        /// A file that took the name, and since when it is unchanged.
        var candidate: (file: FileIdentity, since: Date)?
    }

    let path: String
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    /// The time for which a new file must be unchanged; longer than `/readyz` goes by what it found before.
    static let settleTime = 15.0

    /// Opens the file, and creates it if it is absent.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - now: A clock.
    /// - Throws: ``SyncError`` if it cannot be opened.
    init(path: String, now: @escaping @Sendable () -> Date) throws(SyncError) {
        self.path = path
        self.now = now
        let opened = try Self.open(path)
        state.withLock { $0 = opened }
    }

    /// The connections to the file that has the name now.
    ///
    /// - Throws: ``SyncError`` with code ``SyncError/Code/storeUnavailable`` if the file is gone, or another one has taken
    ///   its name a moment ago; a run must end then, as its leases and locks stand in the former file.
    func pool() throws(SyncError) -> DatabasePool {
        try state.withLock { (state) throws(SyncError) in
            let found = FileIdentity(of: path)
            if let pool = state.pool, let found, found.isSameFile(as: state.identity) { return pool }
            guard let found else {
                state.candidate = nil
                let remedy = "put it, or a backup, in its place; a restart makes an empty one"
                throw replaced("its file “\(path)” is gone: \(remedy)")
            }
            if state.candidate?.file != found { state.candidate = (found, now()) }
            guard let since = state.candidate?.since, now().timeIntervalSince(since) >= Self.settleTime else {
                throw replaced("another file has the name “\(path)”: it is opened once it is unchanged for 15 s")
            }
            removeCompanions(of: state)
            // Operations that are under way keep the former connections to their end.
            state.pool = nil
            let opened = try Self.open(path)
            state = opened
            guard let pool = opened.pool else { throw replaced("the file “\(path)” cannot be opened") }
            return pool
        }
    }

    private func replaced(_ reason: String) -> SyncError {
        SyncError(.storeUnavailable, "the store was replaced: \(reason)")
    }

    /// Removes the former file's write-ahead log, if it is still there: SQLite would apply it to the new file.
    ///
    /// The former connections are still open, so that no new file can have the number of one of theirs.
    private func removeCompanions(of former: State) {
        for name in Self.companionNames(of: path) {
            guard let found = FileIdentity(of: name), former.companions.contains(where: found.isSameFile) else {
                continue
            }
            unlink(name)
        }
    }

    private static func open(_ path: String) throws(SyncError) -> State {
        let pool = try DatabaseFile(path: path).open()
        return State(
            pool: pool,
            identity: FileIdentity(of: path),
            companions: companionNames(of: path).compactMap(FileIdentity.init)
        )
    }

    private static func companionNames(of path: String) -> [String] { ["-wal", "-shm"].map { path + $0 } }
}

/// A file at one moment, told apart from others that have or had its name.
struct FileIdentity: Equatable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let changed: Int64

    /// The file that has a name now; `nil` if there is none.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int64(status.st_size)
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        changed = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Whether both are the same file, changed or not.
    func isSameFile(as other: FileIdentity?) -> Bool {
        device == other?.device && inode == other?.inode
    }
}
