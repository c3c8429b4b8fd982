import FGOModels
import Foundation
import InvoiceSync

/// A folder with a file for each document, named by its `_id`, into which what became of it is written; for one process.
struct FolderStore: ForwardingInvoiceStore {
    let folder: URL
    let base: any InvoiceStore = InMemoryInvoiceStore()

    func claim(_ request: ClaimRequest) async throws(SyncError) -> [ClaimedDocument] {
        let documents = try attempt("reading \(folder.path())") {
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "json" }
                .flatMap { try DocumentFile(contents: Data(contentsOf: $0)).map { try $0.get() } }
        }
        _ = try await base.insert(documents)
        return try await base.claim(request)
    }

    func complete(_ lease: Lease, with result: DocumentResult) async throws(SyncError) -> Bool {
        guard try await base.renew([lease], for: .seconds(60)).contains(lease.document) else { return false }
        let file = folder.appending(path: "\(lease.document).json")
        try attempt("writing \(file.path())") {
            guard case .object(var fields) = try JSONValue(json: Data(contentsOf: file)) else { return }
            fields["sync_status"] = .number(Decimal(result.status.rawValue))
            fields["sync_log"] = try JSONValue(json: result.log.json())
            fields["sync_hash"] = .text(result.fingerprint)
            try Data(JSONValue.object(fields).json.utf8).write(to: file, options: .atomic)
        }
        return try await base.complete(lease, with: result)
    }

    private func attempt<Value>(_ action: String, _ body: () throws -> Value) throws(SyncError) -> Value {
        do { return try body() } catch { throw SyncError(.storeUnavailable, "\(action): \(error)", isTransient: true) }
    }
}
