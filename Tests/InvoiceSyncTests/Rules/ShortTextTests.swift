import Foundation
import InvenTreeClient
import Testing

@testable import InvoiceSync

/// What stands in a log is short, whatever a server or an invoice says (SyncRules, “Log”).
@Suite struct ShortTextTests {
    private static let long = [String(repeating: "x", count: 5000), "x" + String(repeating: "\u{301}", count: 5000)]

    @Test(arguments: long)
    func ofAnError(_ text: String) {
        let answer = InvenTreeError(.refused, message: text, status: 400)
        let error = SyncError.server("creating the customer “\(text)”", answer)
        #expect(error.message.unicodeScalars.count == 1000)
        let log = InvoiceLog(InvoiceName(id: nil, serie: nil, numar: nil), failedBy: error, at: .now)
        #expect(log.message?.unicodeScalars.count == 1000)
        #expect(log.trace?.unicodeScalars.count == 1000)
    }

    @Test(arguments: long)
    func ofALineThatIsMissing(_ text: String) {
        let missing = MissingProduct(ipn: text, name: text, reason: "why")
        #expect(missing.name?.unicodeScalars.count == 250)
        #expect(missing.ipn?.unicodeScalars.count == 250)
    }
}
