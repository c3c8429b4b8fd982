import Logging

/// Says what becomes of the documents of a run: each line carries its document, and its invoice where it is of one.
struct RunLogger: Sendable {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// The work on an invoice ended early; the warning follows with the result of its document.
    func gaveUp(_ invoice: InvoiceName, because error: SyncError) {
        logger.inContext.debug(
            "the work on an invoice ended early",
            metadata: ["invoice": "\(invoice)", "code": "\(error.code)", "error": "\(error.message)"]
        )
    }

    /// A document is finished; what failed in it, and why, is a warning each.
    func finished(_ document: DocumentWork, _ status: DocumentStatus, _ log: SyncLog) {
        let logger = logger(of: document)
        for invoice in log.invoices {
            var metadata: Logger.Metadata = ["invoice": "\(invoice.name)", "result": "\(invoice.result)"]
            metadata["order"] = invoice.salesOrder.map { "\($0.reference)" }
            metadata["code"] = invoice.error.map { "\($0)" }
            metadata["error"] = invoice.shortReason.map { "\($0)" }
            switch invoice.result {
            case .failed: logger.warning("an invoice failed", metadata: metadata)
            case .partial: logger.warning("an invoice is partial", metadata: metadata)
            case .ok, .skipped: logger.debug("an invoice is done", metadata: metadata)
            }
        }
        var metadata: Logger.Metadata = ["result": "\(status)", "invoices": "\(log.totalInvoices)"]
        metadata["error"] = log.error.map { "\($0)" }
        logger.log(level: status == .ok ? .info : .warning, "a document is done", metadata: metadata)
    }

    /// A document waits for another try.
    func gaveBack(_ document: DocumentWork, for retry: Retry) {
        var metadata: Logger.Metadata = ["again_in": "\(retry.delay)", "attempts": "\(retry.attempts)"]
        metadata["error"] = retry.reason.map { "\($0)" }
        let level: Logger.Level = retry.reason == nil ? .info : .warning
        logger(of: document).log(level: level, "a document is given back", metadata: metadata)
    }

    /// Another worker has the document.
    func lost(_ document: DocumentWork) {
        logger(of: document).warning("a document was lost to another worker")
    }

    /// The run waits for documents that other workers hold.
    func waits(forHeld count: Int, atMost limit: Duration) {
        logger.inContext.warning(
            "waiting for documents that another worker holds, or held when it died",
            metadata: ["documents": "\(count)", "at_most": "\(limit)"]
        )
    }

    /// A task waits for a lock that another worker holds.
    func waits(for lock: LockName, of worker: String, atMost limit: Duration) {
        logger.inContext.warning(
            "waiting for a lock that another worker holds, or held when it died",
            metadata: ["lock": "\(lock)", "holder": "\(worker)", "at_most": "\(limit)"]
        )
    }

    /// Old records could not be removed; the next run tries again.
    func keepsOldRecords(because error: SyncError) {
        logger.inContext.warning("old records could not be removed", metadata: ["error": "\(error.message)"])
    }

    /// The run ends before its work is done.
    func stops(because reason: String, _ cause: RunReport.Stop.Cause) {
        logger.inContext.log(
            level: cause == .request ? .info : .warning,
            "the run ends early",
            metadata: ["cause": "\(cause)", "reason": "\(reason)"]
        )
    }

    /// Documents are also ended by the work on others.
    private func logger(of document: DocumentWork) -> Logger {
        var logger = logger.inContext
        logger[metadataKey: "document"] = "\(document.id)"
        return logger
    }
}

extension InvoiceLog {
    /// The reason why an invoice is not ok, or the first three of them.
    fileprivate var shortReason: String? {
        if let reason = message ?? reason { return reason }
        guard let missing = missingProducts, !missing.isEmpty else { return nil }
        let reasons = missing.prefix(3).map { "\($0.name ?? $0.ipn ?? "a line"): \($0.reason)" }
        return (reasons + (missing.count > 3 ? ["and \(missing.count - 3) more"] : [])).joined(separator: "; ").cut(
            at: 1000
        )
    }
}
