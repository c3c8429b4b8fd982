import Logging

/// Says what becomes of the documents of a run: each line carries its document, and its invoice where it is of one.
struct RunLogger: Sendable {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// An invoice could not be done; where the run was asked to stop that is no news.
    func failed(_ invoice: InvoiceName, because error: SyncError) {
        logger.inContext.log(
            level: error.code == .cancelled ? .debug : .warning,
            "an invoice failed",
            metadata: ["invoice": "\(invoice)", "code": "\(error.code)", "error": "\(error.message)"]
        )
    }

    /// A document is finished, with whatever result.
    func finished(_ document: DocumentWork, _ status: DocumentStatus, _ log: SyncLog) {
        let logger = logger(of: document)
        for invoice in log.invoices {
            var metadata: Logger.Metadata = ["invoice": "\(invoice.name)", "result": "\(invoice.result)"]
            metadata["order"] = invoice.salesOrder.map { "\($0.reference)" }
            metadata["error"] = (invoice.message ?? invoice.reason).map { "\($0)" }
            logger.debug("an invoice is done", metadata: metadata)
        }
        var metadata: Logger.Metadata = ["result": "\(status)", "invoices": "\(log.totalInvoices)"]
        metadata["error"] = log.error.map { "\($0)" }
        logger.log(level: status == .ok ? .info : .warning, "a document is done", metadata: metadata)
    }

    /// A document waits for another try.
    func gaveBack(_ document: DocumentWork, for delay: Duration) {
        logger(of: document).info("a document is given back", metadata: ["again_in": "\(delay)"])
    }

    /// Another worker has the document.
    func lost(_ document: DocumentWork) {
        logger(of: document).warning("a document was lost to another worker")
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
