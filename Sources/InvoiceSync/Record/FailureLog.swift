import Foundation
import InvenTreeClient

extension InvoiceLog {
    /// What is written of an invoice that failed (<doc:ResultRules#Log>).
    init(_ name: InvoiceName, failedBy error: SyncError, at timestamp: Date) {
        self.init(name, .failed, at: timestamp)
        self.error = error.code.rawValue
        message = error.message
        trace = PersonalCode.masked(Redactor.redact(error.chainOfCauses.joined(separator: " ← "))).cut(at: 1000)
        if let answer = error.cause as? InvenTreeError {
            statusCode = answer.status
            body = answer.body.map { PersonalCode.masked($0).cut(at: 500) }
        }
        if let lines = error.cause as? UnplacedLines {
            missingProducts = lines.missing
            warnings = lines.warnings
        }
    }

    /// What is written of an invoice that is not to become an order.
    init(_ name: InvoiceName, skippedBecause reason: String, warnings: [String], at timestamp: Date) {
        self.init(name, .skipped, at: timestamp)
        self.reason = reason
        self.warnings = warnings
    }
}

extension SyncError {
    /// This error and what led to it, the outermost first.
    var chainOfCauses: [String] {
        var chain = ["\(code): \(message)"]
        var next = cause
        while let error = next, chain.count < 8 {
            chain.append("\(error)")
            next = (error as? SyncError)?.cause ?? (error as? InvenTreeError)?.cause
        }
        return chain
    }
}
