public import FGOModels

extension InvoiceStore {
    /// The records of invoices, by their keys.
    ///
    /// - Parameter keys: The keys.
    /// - Returns: The records that exist.
    /// - Throws: ``SyncError`` if the store cannot be read.
    func ledger(of keys: some Sequence<String>) async throws(SyncError) -> [String: LedgerRecord] {
        let keys = Set(keys)
        guard !keys.isEmpty else { return [:] }
        return Dictionary(try await ledgerRecords(of: keys).map { ($0.invoice, $0) }) { first, _ in first }
    }

    /// Orders with what the ledger knows of them.
    func recalling(_ orders: [DocumentWork.Order]) async throws(SyncError) -> [DocumentWork.Order] {
        let records = try await ledger(of: orders.map(\.form.key))
        return orders.map { $0.recalling(records[$0.form.key]) }
    }
}

extension InvoiceStore {
    /// The documents that hold an invoice, also in a form that cannot be read.
    ///
    /// All documents that hold the number are read, page by page.
    ///
    /// - Parameters:
    ///   - serie: The invoice's series.
    ///   - numar: The invoice's number.
    /// - Returns: The documents in the order of their arrival.
    /// - Throws: ``SyncError`` if the store cannot be read.
    public func documents(holding serie: String, _ numar: String) async throws(SyncError) -> [StoredDocument] {
        var found: [StoredDocument] = []
        var query = DocumentQuery(text: numar, limit: 100)
        var page = try await documents(query)
        while let last = page.last {
            found += page.filter { $0.entry(of: serie, numar) != nil || $0.document.holds(serie, numar) }
            query.after = last.document.id
            page = try await documents(query)
        }
        return found
    }
}

extension StoredDocument {
    /// The log's entry of an invoice.
    ///
    /// - Parameters:
    ///   - serie: The invoice's series.
    ///   - numar: The invoice's number.
    /// - Returns: The entry; `nil` if the log does not name the invoice.
    public func entry(of serie: String, _ numar: String) -> InvoiceLog? {
        log?.invoices.first { $0.serie == serie && $0.numar == numar }
    }
}

extension RawDocument {
    fileprivate func holds(_ serie: String, _ numar: String) -> Bool {
        ((try? read()) ?? []).contains { reading in
            switch reading {
            case .invoice(let invoice): invoice.serie == serie && invoice.numar == numar
            case .unreadable(let invoice): invoice.serie == serie && invoice.numar == numar
            }
        }
    }
}
