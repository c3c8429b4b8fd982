import Foundation

/// The files of an embedded store: the database, and SQLite's two beside it.
struct StoreFiles {
    let path: String

    /// Whether the store exists: a file of no bytes was left by a program that died as it made the store.
    var exist: Bool {
        let target = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else { return false }
        return attributes[.size] as? Int != 0
    }

    /// The command after which nobody but the owner may read or change the files; `nil` if that is so now.
    var remedyAgainstReaders: String? {
        let open = ["", "-wal", "-shm"].map { path + $0 }.filter(Self.isOpenToOthers)
        return open.isEmpty ? nil : "run “chmod 600 \(open.joined(separator: " "))”"
    }

    private static func isOpenToOthers(_ file: String) -> Bool {
        var status = stat()
        guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return status.st_mode & 0o066 != 0
    }
}
