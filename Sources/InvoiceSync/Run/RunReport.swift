/// What a run has done so far, or in all.
public struct RunReport: Sendable, Hashable, Codable {
    /// How many documents ended in which way.
    public struct Documents: Sendable, Hashable, Codable {
        /// How many there were to do when the run began.
        public var expected = 0
        /// Status 1.
        public var ok = 0
        /// Status 2.
        public var mixed = 0
        /// Status 3.
        public var failed = 0
        /// Given back to be tried again.
        public var givenBack = 0
        /// Lost to another worker.
        public var lost = 0

        /// How many the run is done with.
        public var done: Int { ok + mixed + failed + givenBack + lost }

        /// Whether the run has finished a document.
        var hasFinished: Bool { ok + mixed + failed > 0 }
    }

    /// How many invoices ended in which way.
    public struct Invoices: Sendable, Hashable, Codable {
        /// All of it is in the server.
        public var ok = 0
        /// Some lines could not be placed.
        public var partial = 0
        /// Could not be done.
        public var failed = 0
        /// Are not to become orders.
        public var skipped = 0

        /// How many the run is done with.
        public var done: Int { ok + partial + failed + skipped }
    }

    /// How many rows were written on the server.
    public struct Written: Sendable, Hashable, Codable {
        /// Customers created.
        public var customers = 0
        /// Orders created.
        public var orders = 0
        /// Orders whose header was changed.
        public var ordersUpdated = 0
        /// Lines added.
        public var linesAdded = 0
        /// Lines changed.
        public var linesUpdated = 0
        /// Lines removed.
        public var linesRemoved = 0

        /// Nothing written.
        public init() {}

        /// Reads counts; one of an earlier version has no count of changed orders.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            customers = try container.decode(Int.self, forKey: .customers)
            orders = try container.decode(Int.self, forKey: .orders)
            ordersUpdated = try container.decodeIfPresent(Int.self, forKey: .ordersUpdated) ?? 0
            linesAdded = try container.decode(Int.self, forKey: .linesAdded)
            linesUpdated = try container.decode(Int.self, forKey: .linesUpdated)
            linesRemoved = try container.decode(Int.self, forKey: .linesRemoved)
        }
    }

    /// The documents.
    public var documents = Documents()
    /// The invoices.
    public var invoices = Invoices()
    /// The rows.
    public var written = Written()
    /// The number of warnings in the logs of the invoices.
    public var warnings = 0
    /// Why the run ended before its work was done, where it did.
    public var stopped: Stop?
    /// The documents that are not finished when the run ends; `nil` while it goes on, and for a run of chosen documents.
    public var left: Left?

    /// The numbers of documents that a run left.
    public struct Left: Sendable, Hashable, Codable {
        /// Documents to be synced.
        public var pending = 0
        /// Documents that wait for another attempt.
        public var waiting = 0
        /// Documents that other workers hold.
        public var held = 0

        /// Nothing left.
        public init() {}
    }

    /// Why a run ended before its work was done.
    public struct Stop: Sendable, Hashable, Codable {
        /// What kind of reason it was.
        public enum Cause: String, Sendable, Hashable, Codable {
            /// The server or the store was out of reach: nothing is marked as failed because of it.
            case outage
            /// Somebody asked the run to end.
            case request
            /// The run took as long as a run may.
            case limit
            /// The server refused the first rows of a kind alike: it has a rule that no preflight foresees, and nothing is
            /// marked as failed because of it.
            case configuration
        }

        /// What kind of reason it was.
        public let cause: Cause
        /// The reason in a sentence.
        public let reason: String

        /// An early end.
        ///
        /// - Parameters:
        ///   - cause: What kind of reason it had.
        ///   - reason: The reason in a sentence.
        public init(cause: Cause, reason: String) {
            self.cause = cause
            self.reason = reason
        }
    }

    /// Nothing done.
    public init() {}

    /// Reads a report; one of an earlier version has no count of warnings.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        documents = try container.decode(Documents.self, forKey: .documents)
        invoices = try container.decode(Invoices.self, forKey: .invoices)
        written = try container.decode(Written.self, forKey: .written)
        warnings = try container.decodeIfPresent(Int.self, forKey: .warnings) ?? 0
        stopped = try container.decodeIfPresent(Stop.self, forKey: .stopped)
        left = try container.decodeIfPresent(Left.self, forKey: .left)
    }

    mutating func add(_ log: SyncLog, status: DocumentStatus) {
        switch status {
        case .ok: documents.ok += 1
        case .mixed: documents.mixed += 1
        case .failed: documents.failed += 1
        }
        for invoice in log.invoices { add(invoice) }
    }

    private mutating func add(_ invoice: InvoiceLog) {
        switch invoice.result {
        case .ok: invoices.ok += 1
        case .partial: invoices.partial += 1
        case .failed: invoices.failed += 1
        case .skipped: invoices.skipped += 1
        }
        warnings += invoice.warnings?.count ?? 0
        written.add(invoice)
    }
}

extension RunReport.Written {
    /// Adds the rows that an invoice's log names.
    mutating func add(_ invoice: InvoiceLog) {
        if invoice.customer?.created == true { customers += 1 }
        if invoice.salesOrder?.created == true { orders += 1 }
        if invoice.salesOrder?.changed == true { ordersUpdated += 1 }
        linesAdded += invoice.addedLines?.count ?? 0
        linesUpdated += invoice.updatedLines?.count ?? 0
        linesRemoved += invoice.removedLines?.count ?? 0
    }
}
