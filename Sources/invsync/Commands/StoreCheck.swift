import FGOModels
import InvoiceSync

/// The check of `doctor` that the store exists and holds invoices.
struct StoreCheck {
    let settings: Settings

    /// The number of documents that are read at most.
    private static let sample = 100

    /// Opens the store and reads its first documents.
    ///
    /// - Returns: The checks, and whether the store cannot be reached.
    func run() async -> (checks: [Preflight.Check], isOutage: Bool) {
        do {
            let store = try await settings.openStore(for: .reading)
            let counts = try await store.counts()
            let summary = Preflight.Check.ok("store", "\(counts.total) documents, \(counts.pending) pending")
            let first = try await store.documents(DocumentQuery(limit: Self.sample))
            let sources = try await Preflight.checkSources(in: store, settings.syncConfiguration())
            return ([summary] + Self.invoices(in: first) + [sources], false)
        } catch {
            let isOutage = (error as? SyncError).map { ExitStatus($0) == .unavailable } ?? false
            return ([.failed("store", "\(error)", nil)], isOutage)
        }
    }

    private static func invoices(in documents: [StoredDocument]) -> [Preflight.Check] {
        guard !documents.isEmpty else { return [] }
        let empty = documents.filter { !$0.document.holdsInvoice }
        let detail = "of the first \(documents.count) documents, \(empty.count) hold no invoice"
        if empty.count == documents.count {
            return [.failed("documents", detail, "Set collection or store to the one that holds FGO's invoices.")]
        }
        if let example = empty.first {
            return [.warning("documents", detail, "See “invsync status”; the first is \(example.document.id).")]
        }
        return [.ok("documents", "the first \(documents.count) hold invoices")]
    }
}

extension RawDocument {
    fileprivate var holdsInvoice: Bool {
        guard let readings = try? read() else { return false }
        return readings.contains { if case .invoice = $0 { true } else { false } }
    }
}
