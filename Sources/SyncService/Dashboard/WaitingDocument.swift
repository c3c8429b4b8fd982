import FGOModels
import InvoiceSync

/// A document that waits for another attempt, as the overview shows it.
struct WaitingDocument: Sendable {
    let name: String
    let attempts: String
    let again: Moment?
    let why: String

    /// The number of documents that are shown at once.
    static let shown = 20

    init(_ stored: StoredDocument, _ wording: Wording) {
        name = stored.document.id.description
        attempts = stored.attempts == 0 ? "none counted" : Wording.number(stored.attempts)
        again = stored.nextAttempt.map(wording.moment)
        why = stored.reason ?? "no reason is on record"
    }
}
