package import Foundation

/// The user's access to the files of a store.
package struct StoreFileAccess {
    private let user: uid_t
    private let isAllowed: (_ path: String, _ mode: Int32) -> Bool

    /// The access of a user.
    ///
    /// - Parameters:
    ///   - user: The user's number.
    ///   - isAllowed: Tells whether the user may do to a file what `access(2)` calls by the mode.
    package init(
        user: uid_t = geteuid(),
        isAllowed: @escaping (_ path: String, _ mode: Int32) -> Bool = { access($0, $1) == 0 }
    ) {
        self.user = user
        self.isAllowed = isAllowed
    }

    /// The reason why the user cannot work with a store, if another user owns its folder or one of its files.
    ///
    /// - Parameter path: The store's file; beside it stand SQLite's, whose names end in `-wal` and `-shm`.
    /// - Returns: A sentence that names the owner and what to do; `nil` if nothing of the kind is in the way.
    package func objection(to path: String) -> String? {
        let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
        let wanted = [(folder, R_OK | W_OK | X_OK)] + ["", "-wal", "-shm"].map { (path + $0, R_OK | W_OK) }
        for (name, mode) in wanted where !isAllowed(name, mode) {
            var status = stat()
            guard stat(name, &status) == 0, status.st_uid != user else { continue }
            let owner = Self.name(of: status.st_uid)
            return "“\(name)” belongs to the user \(owner), and this program runs as \(Self.name(of: user)): "
                + "run it as \(owner) (sudo -u \(owner) invsync …), or make \(Self.name(of: user)) its owner"
        }
        return nil
    }

    /// The name of a user; the number, if the user has none.
    package static func name(of user: uid_t) -> String {
        guard let entry = getpwuid(user), let name = entry.pointee.pw_name else { return "#\(user)" }
        return String(cString: name)
    }
}
