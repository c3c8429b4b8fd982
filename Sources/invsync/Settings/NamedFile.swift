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

    /// The file's text.
    ///
    /// - Throws: ``SettingsError`` that names the file and the problem, if it cannot be read, or is not UTF-8 text of at most
    ///   1 MiB.
    func text() throws(SettingsError) -> String {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            data = try file.read(upToCount: Self.limit + 1) ?? Data()
        } catch {
            throw SettingsError(description: "\(name) cannot be read: \(error.fileProblem)")
        }
        guard data.count <= Self.limit else { throw SettingsError(description: "\(name) is larger than 1 MiB") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw SettingsError(description: "\(name) is not UTF-8 text")
        }
        return text
    }
}
