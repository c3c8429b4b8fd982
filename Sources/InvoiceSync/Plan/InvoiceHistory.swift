/// What former syncs did of an invoice, as far as the store knows.
package struct InvoiceHistory: Hashable, Sendable {
    /// What the last one that was finished wrote of it.
    let log: InvoiceLog?
    /// Whether one was begun since and never finished: it may have added lines that no log names.
    let wasCutOff: Bool

    package init(log: InvoiceLog?, wasCutOff: Bool) {
        self.log = log
        self.wasCutOff = wasCutOff
    }

    /// The lines that the log names and that a sync may therefore remove.
    var ownLines: Set<StandingLine.ID> { log?.ownLines ?? [] }
}
