import FGOModels
import InvenTreeClient

extension SyncEngine {
    /// Compares the server with what the store's finished documents ask for, and writes nothing.
    ///
    /// What is compared is the present `data` of each document, so that a change since its sync is a difference, too. Of
    /// an invoice that several documents hold the form counts that the ledger follows. Documents that are not synced yet
    /// are counted, and so are invoices that failed: neither is a difference. A line that the log names among
    /// `missing_products` is none either.
    ///
    /// All orders are listed once, those beyond the first 5,000 once more as their invoices are compared, and two requests
    /// read the lines of each order. Some 20 bytes an order are kept. What a sync writes meanwhile may show as a difference
    /// that the next comparison does not find.
    ///
    /// - Parameters:
    ///   - stop: Asks the comparison to end early.
    ///   - onProgress: Called when the comparison begins and after each page of documents, with what was found so far.
    /// - Returns: Every difference. ``ReconciliationReport/fixableDocuments`` names the documents to run again:
    ///
    ///   ```swift
    ///   let filter = Selection.RetryFilter(
    ///       statuses: Set(DocumentStatus.allCases), ids: report.fixableDocuments, finishedBefore: .now)
    ///   try await engine.run(.retry(filter))
    ///   ```
    /// - Throws: ``SyncError``: ``SyncError/Code/preflight`` where the server does not let a sync begin,
    ///   ``SyncError/Code/serverUnavailable`` and ``SyncError/Code/storeUnavailable`` where either cannot be asked,
    ///   ``SyncError/Code/cancelled`` where it was stopped.
    public func reconcile(
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (ReconciliationReport) -> Void = { _ in }
    ) async throws(SyncError) -> ReconciliationReport {
        let context = try await context()
        do throws(SyncError) {
            try await LedgerFill(store, environment, lease: configuration.leaseDuration).run()
            // The orders first: the document of each order that a sync made was in the store before it.
            let register = try await OrderRegister(api, parallel: configuration.parallel)
            let reconciler = Reconciler(self, context: context, register: register)
            return try await reconciler.run(stop: stop, onProgress: onProgress)
        } catch {
            guard error.code == .refused else { throw error }
            throw SyncError(.preflight, error.message, cause: error)
        }
    }
}
