import FGOModels
import Foundation
import InvoiceSync

/// Gives a folder of its own to a test, and removes it afterwards.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("SQLiteInvoiceStore-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
}

func document(_ name: String) -> RawDocument {
    RawDocument(id: DocumentID(.text(name)), data: ["serie": .text(name)])
}

func request(_ selection: Selection = .pending, limit: Int, owner: String = "A") -> ClaimRequest {
    ClaimRequest(selection: selection, limit: limit, owner: owner, leaseDuration: .seconds(60))
}
