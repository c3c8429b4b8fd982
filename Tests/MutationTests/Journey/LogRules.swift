import FGOModels
import Foundation

@testable import InvoiceSync
@testable import MongoInvoiceStore

/// What is written of a document, in both forms and back (SyncRules, “Log”).
enum LogRules {
    private static let limit = 1 << 20

    static func faults(of log: SyncLog) -> [String] {
        var faults = log.invoices.flatMap(faults(of:))
        do {
            let json = try log.json()
            let bson = try log.bson
            guard let fromJSON = SyncLog(json: json), let fromBSON = try read(bson) else {
                return faults + ["the log cannot be read again"]
            }
            let isShort = try JSONEncoder().encode(log).count < limit / 2
            let byteCount = try (["": bson] as BSONDocument).bytes().count
            if json.count > limit || byteCount > limit + 16 { faults.append("the log is larger than 1 MiB") }
            for again in [fromJSON, fromBSON] {
                if again.status != log.status || again.totalInvoices != log.totalInvoices {
                    faults.append("the log tells another status after it was written")
                }
                if isShort, again != log {
                    faults.append("the log is another after it was written")
                }
            }
        } catch {
            faults.append("the log cannot be written: \(error)")
        }
        return faults
    }

    /// A log that another program wrote is the same after it was written once more.
    static func faults(ofFormer log: SyncLog) -> [String] {
        guard let once = (try? log.json()).flatMap(SyncLog.init(json:)),
            let twice = (try? once.json()).flatMap(SyncLog.init(json:))
        else { return ["the former log cannot be written and read"] }
        return once == twice ? [] : ["the former log changes each time it is written"]
    }

    private static func read(_ bson: BSONValue) throws -> SyncLog? {
        let bytes = try (["log": bson] as BSONDocument).bytes()
        let document = try bytes.withUnsafeBytes { try BSONDocument(bytes: $0) }
        return document["log"].flatMap { SyncLog(json: Data(JSONValue(log: $0).json.utf8)) }
    }

    private static func faults(of log: InvoiceLog) -> [String] {
        let isWhole: Bool =
            switch log.result {
            case .ok: log.missingProducts?.isEmpty ?? true
            case .partial: log.missingProducts?.isEmpty == false
            case .failed: log.error?.isEmpty == false && log.message?.isEmpty == false
            case .skipped: log.reason?.isEmpty == false
            }
        let long = [log.message, log.reason].compactMap { $0 } + (log.missingProducts ?? []).map(\.reason)
        let isShort = long.allSatisfy { $0.unicodeScalars.count <= 1100 }
        return (isWhole ? [] : ["a log of result \(log.result) does not say why"])
            + (isShort ? [] : ["a log has a message without end"])
    }
}
