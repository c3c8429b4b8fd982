import FGOModels
import Foundation

/// Which invoices the documents of a store hold, and which document's form of an invoice the server should show.
///
/// Pure. It keeps one small entry for each invoice, and no document.
struct InvoiceRegister: Sendable {
    /// Where an invoice was last synced from.
    private struct Version {
        let document: DocumentID
        let index: Int
        let fingerprint: Fingerprint?
        let hasFailed: Bool
        let timestamp: Date

        /// A sync that failed wrote nothing, or not enough; of two others the later counts.
        func gives(wayTo other: Version) -> Bool {
            hasFailed == other.hasFailed ? timestamp <= other.timestamp : hasFailed
        }
    }

    /// How many documents are finished.
    private(set) var finished = 0
    /// How many documents are not.
    private(set) var unsynced = 0
    private var known: Set<String> = []
    private var versions: [String: Version] = [:]

    /// Enters a document; documents are entered in the order of their arrival.
    mutating func insert(_ stored: StoredDocument, at now: Date) {
        let isFinished = stored.state(at: now).isFinished
        if isFinished { finished += 1 } else { unsynced += 1 }
        let results = Dictionary(
            (stored.log?.invoices ?? []).map { ($0.name.orderDescription, $0.result) },
            uniquingKeysWith: { first, _ in first }
        )
        for (index, reading) in stored.document.readings.enumerated() {
            guard let description = reading.orderDescription else { continue }
            guard isFinished else {
                known.insert(description)
                continue
            }
            let version = Version(
                document: stored.document.id,
                index: index,
                fingerprint: reading.fingerprint,
                hasFailed: (results[description] ?? (stored.status ?? stored.log?.status)?.result) == .failed,
                timestamp: stored.log?.timestamp ?? .distantPast
            )
            if versions[description]?.gives(wayTo: version) ?? true { versions[description] = version }
        }
    }

    /// Whether a document holds an invoice whose order has this description.
    func knows(_ description: String) -> Bool { versions[description] != nil || known.contains(description) }

    /// Whether the server should show this document's form of an invoice.
    func isLatest(_ description: String, in document: DocumentID, at index: Int) -> Bool {
        versions[description].map { $0.document == document && $0.index == index } ?? false
    }

    /// The first invoice of a document that was synced later from another document, and is another one there.
    func outdatedInvoice(of document: RawDocument) -> InvoiceName? {
        for reading in document.readings {
            guard case .invoice(let invoice) = reading, let version = versions[invoice.name.orderDescription],
                version.document != document.id, version.fingerprint != reading.fingerprint
            else { continue }
            return invoice.name
        }
        return nil
    }
}

extension DocumentState {
    /// The states of documents that a sync is done with.
    static let finished: Set<DocumentState> = [.ok, .mixed, .failed]

    var isFinished: Bool { Self.finished.contains(self) }
}

extension DocumentStatus {
    /// What an invoice of which the log says nothing is taken for.
    var result: InvoiceLog.Result { self == .failed ? .failed : .ok }
}

extension InvoiceLog {
    var name: InvoiceName { InvoiceName(id: invoiceID, serie: serie, numar: numar) }
}

extension Invoice {
    fileprivate var name: InvoiceName { InvoiceName(id: id, serie: serie, numar: numar) }
}

extension UnreadableInvoice {
    fileprivate var name: InvoiceName { InvoiceName(id: id, serie: serie, numar: numar) }
}

extension InvoiceName {
    /// Whether the name tells one invoice from another.
    var isWhole: Bool { serie != nil && numar != nil }
}

extension RawDocument {
    /// The invoices; none where nothing of the document can be read.
    fileprivate var readings: [InvoiceReading] { (try? read()) ?? [] }
}

extension InvoiceReading {
    fileprivate var orderDescription: String? {
        switch self {
        case .invoice(let invoice): invoice.name.orderDescription
        case .unreadable(let invoice): invoice.name.isWhole ? invoice.name.orderDescription : nil
        }
    }

    fileprivate var fingerprint: Fingerprint? {
        switch self {
        case .invoice(let invoice): Fingerprint(of: .object(invoice.fields))
        case .unreadable: nil
        }
    }
}
