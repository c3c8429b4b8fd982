import Foundation
import InvoiceSync

/// A small file that a person named.
struct NamedFile {
    private let path: String
    private let name: String

    /// More than any file with settings or a secret holds.
    private static let limit = 1 << 20

    /// A file.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - source: The setting that names it, for messages; `nil` for none.
    init(_ path: String, namedBy source: String? = nil) {
        self.path = path
        name = path + (source.map { ", which \($0) names," } ?? "")
    }

    /// The text of a file that holds a secret.
    ///
    /// - Throws: ``SettingsError`` as ``text()`` does, and if other users may read or change the file.
    func secret() throws(SettingsError) -> String {
        if let remedy = remedyAgainstReaders {
            throw SettingsError(description: "\(name) holds a secret, and other users may read it: \(remedy)")
        }
        return try text()
    }

    /// The command after which users who are neither the owner nor of the file's group can no longer read or change it;
    /// `nil` if they cannot now.
    var remedyAgainstReaders: String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o006 != 0 else {
            return nil
        }
        return "run “chmod o-rwx \(path)”"
    }

    /// The file's text.
    ///
    /// - Throws: ``SettingsError`` that names the file and the problem, if it cannot be read, or is not UTF-8 text of at most
    ///   1 MiB.
    func text() throws(SettingsError) -> String {
        guard let text = String(validating: try data(), as: UTF8.self) else {
            throw SettingsError(description: "\(name) is not UTF-8 text")
        }
        return text
    }

    /// The file's bytes.
    ///
    /// - Throws: ``SettingsError`` that names the file and the problem, if it cannot be read, or is larger than 1 MiB.
    func data() throws(SettingsError) -> Data {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            data = try file.read(upToCount: Self.limit + 1) ?? Data()
        } catch {
            throw SettingsError(description: "\(name) cannot be read: \(error.fileProblem)")
        }
        guard data.count <= Self.limit else { throw SettingsError(description: "\(name) is larger than 1 MiB") }
        return data
    }
}
