import Foundation
import SQLiteInvoiceStore

/// The rule for a settings file that nobody named: only the user who runs the program, and root, may be able to write it.
///
/// In a folder such as `/tmp` anybody can leave one, and it would send the token of the environment to another server.
struct FileTrust {
    private let user: uid_t
    private let group: gid_t

    /// The rule for a user.
    ///
    /// - Parameters:
    ///   - user: The user's number.
    ///   - group: The number of the user's group, whose members may write the file.
    init(user: uid_t = geteuid(), group: gid_t = getegid()) {
        (self.user, self.group) = (user, group)
    }

    /// The reason why a file may be the work of others.
    ///
    /// - Parameter path: The file. A symbolic link must be trusted as well as the file that it leads to.
    /// - Returns: The end of a sentence about the file, and what to do; `nil` if the file is trusted, or does not exist.
    func objection(to path: String) -> String? {
        let name = URL(filePath: path).absoluteURL
        for place in [name, name.resolvingSymlinksInPath()] {
            guard let entry = FileStatus(of: place, followsLink: false) else { continue }
            if ![user, 0].contains(entry.owner) {
                return "it belongs to the user \(StoreFileAccess.name(of: entry.owner))"
            }
            if !entry.isLink, isWritableByOthers(entry) {
                return "other users may write it (run “chmod go-w \(path)”)"
            }
            let folder = place.deletingLastPathComponent()
            if let status = FileStatus(of: folder, followsLink: true), !status.keepsFilesOfOthers,
                isWritableByOthers(status)
            {
                return "other users may replace it (run “chmod go-w \(folder.path(percentEncoded: false))”)"
            }
        }
        return nil
    }

    private func isWritableByOthers(_ status: FileStatus) -> Bool {
        status.mode & 0o002 != 0 || (status.mode & 0o020 != 0 && ![group, 0].contains(status.group))
    }
}

/// The owner and the permissions of a file or folder.
private struct FileStatus {
    let owner: uid_t
    let group: gid_t
    let mode: mode_t

    /// - Returns: `nil` if there is no such file.
    init?(of place: URL, followsLink: Bool) {
        let path = place.path(percentEncoded: false)
        var status = stat()
        guard (followsLink ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        (owner, group, mode) = (status.st_uid, status.st_gid, status.st_mode)
    }

    var isLink: Bool { mode & S_IFMT == S_IFLNK }

    /// Whether in a folder everybody may remove his own files alone, as in `/tmp`.
    var keepsFilesOfOthers: Bool { mode & mode_t(S_ISVTX) != 0 }
}
