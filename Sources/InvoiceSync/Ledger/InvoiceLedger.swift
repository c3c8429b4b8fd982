public import FGOModels

/// The part of a store that remembers each invoice, whatever documents it came in (<doc:DocumentRules#Ledger>).
///
/// Keys are the descriptions of orders as ``LedgerRecord/key(of:)`` gives them; they are equal if their bytes are.
public protocol InvoiceLedger: Sendable {
    /// The records of invoices.
    ///
    /// - Parameter invoices: Keys, as many as there are.
    /// - Returns: The records that exist, in any order.
    /// - Throws: ``SyncError`` if the store cannot be read.
    func ledgerRecords(of invoices: Set<String>) async throws(SyncError) -> [LedgerRecord]

    /// The next records in the order of their keys' bytes.
    ///
    /// - Parameters:
    ///   - invoice: The key before the first one; `nil` for the beginning.
    ///   - limit: The largest number of records.
    /// - Returns: The records; none only at the end.
    /// - Throws: ``SyncError`` if the store cannot be read.
    func ledgerRecords(after invoice: String?, limit: Int) async throws(SyncError) -> [LedgerRecord]

    /// Writes records in place of those of the same keys.
    ///
    /// A worker writes the record of an invoice under the lock of its order. If the record before it is of the same
    /// document, the later of the two moments of receipt stays.
    ///
    /// - Parameter records: The records, no two of one key.
    /// - Throws: ``SyncError`` if the store cannot be written; each record is written as a whole or not at all.
    func writeLedger(_ records: [LedgerRecord]) async throws(SyncError)

    /// Notes that a document was received again: the records that follow it are as recent as that.
    ///
    /// - Parameters:
    ///   - moment: The moment; an earlier one than the record's changes nothing.
    ///   - document: The document.
    ///   - invoices: The keys of its invoices.
    /// - Throws: ``SyncError`` if the store cannot be written.
    func noteReceipt(at moment: ReceivedTime, of document: DocumentID, invoices: Set<String>) async throws(SyncError)

    /// A short text that invsync keeps in the store for itself.
    ///
    /// - Parameter note: Its name.
    /// - Returns: The text; `nil` if there is none.
    /// - Throws: ``SyncError`` if the store cannot be read.
    func text(of note: StoreNote) async throws(SyncError) -> String?

    /// Keeps a short text in place of the one of that name.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - note: Its name.
    /// - Throws: ``SyncError`` if the store cannot be written.
    func keep(_ text: String, as note: StoreNote) async throws(SyncError)
}

/// The name of a text that invsync keeps in a store beside documents and records.
public enum StoreNote: String, Sendable, Hashable, CaseIterable {
    /// That the ledger holds what logs of older versions and of other programs said.
    case ledgerFilled = "ledger_filled"
    /// The `source` of the documents that were accepted while the setting `sources` named none.
    case acceptedSource = "accepted_source"
    /// The last search for documents that other programs edited: when it began and how long it took.
    case changeScan = "change_scan"
    /// The last document whose log was looked at for its age.
    case logRetention = "log_retention"
}
