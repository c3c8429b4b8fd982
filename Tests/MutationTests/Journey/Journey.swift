import FGOModels
import Foundation
import InvenTreeClient

@testable import InvoiceSync
@testable import MongoInvoiceStore

/// The whole way of one mutant: read, map, plan, log, and what must hold on each stretch of it.
struct Journey {
    static let now = Date(timeIntervalSince1970: 1_763_700_000)

    private(set) var tally = Tally()
    /// What did not hold.
    private(set) var faults: [String] = []
    /// Everything that became of it: the same for the same mutant.
    private(set) var digest = Fingerprint(of: "")
    private var dice: Dice

    init(_ mutant: Mutant) {
        dice = mutant.dice
        switch mutant.form {
        case .file(let contents, let soundLines): readFile(contents, soundLines: soundLines)
        case .bson(let bytes): readBSON(bytes)
        }
    }

    private mutating func note(_ text: String) {
        digest = Fingerprint(of: "\(digest) \(text)")
    }

    private mutating func expect(_ isSo: Bool, _ fault: @autoclosure () -> String) {
        if !isSo { faults.append(fault()) }
    }

    // MARK: Reading

    private mutating func readFile(_ contents: Data, soundLines: Int) {
        var readable = 0
        for result in DocumentFile(contents: contents) {
            switch result {
            case .success(let document):
                readable += 1
                travel(ImportedDocument(document))
            case .failure(let error):
                tally.unreadable += 1
                expect(!error.reason.isEmpty && error.description.unicodeScalars.count < 1000, "an error says too much")
                expect(soundLines == 0 || error.path.hasPrefix("line"), "\(error) names no line")
                note(error.description)
            }
        }
        expect(readable >= soundLines, "a bad line hides a sound one")
    }

    private mutating func readBSON(_ bytes: [UInt8]) {
        guard let bson = try? Self.bson(bytes) else {
            tally.unreadable += 1
            return
        }
        let written = (try? bson.bytes()) ?? []
        expect((try? Self.bson(written).bytes()) == written, "BSON that was written is other bytes when written again")
        let record = DocumentRecord(bson, IdentifierTable())
        let claimed = record.claimed(by: "worker")
        expect(record.stored.document == claimed.document, "a document is another when it is claimed")
        if let data = claimed.document.data { faults += StoreRules.faultsOfJSON(data) }
        travel(claimed)
    }

    private static func bson(_ bytes: [UInt8]) throws -> BSONDocument {
        try bytes.withUnsafeBytes { try BSONDocument(bytes: $0) }
    }

    private mutating func travel(_ imported: ImportedDocument) {
        if let data = imported.document.data { faults += StoreRules.faultsOfJSON(data) }
        faults += StoreRules.faultsOfBSON(imported)
        let claimed = ClaimedDocument(
            document: imported.document,
            lease: Lease(document: imported.document.id, owner: "worker"),
            attempts: imported.attempts,
            formerLog: imported.log.flatMap { SyncLog(json: Data($0.json.utf8)) }
        )
        travel(claimed)
    }

    // MARK: Mapping and planning

    private mutating func travel(_ claimed: ClaimedDocument) {
        tally.documents += 1
        let mapper = InvoiceMapper(
            currency: "RON",
            negativeLines: dice.happens(onceIn: 3) ? .skip : .extra,
            skipTypes: dice.happens(onceIn: 3) ? ["380"] : []
        )
        var spellings = FirstSpellings()
        let contents = DocumentContents(
            claimed,
            mapper: mapper,
            spellings: &spellings,
            allowedCurrencies: ["RON", "EUR"],
            now: Self.now
        )
        let work = DocumentWork(claimed, contents)
        if let error = work.error {
            tally.withoutInvoices += 1
            expect(error.path == "data" && work.logs.isEmpty, "\(error) does not name data")
        } else {
            expect(work.logs.count == claimed.document.invoiceCount, "\(work.logs.count) logs of the invoices")
        }
        for item in work.items { travel(item, of: work) }
        finish(work, claimed)
    }

    private mutating func travel(_ item: DocumentWork.Item, of work: DocumentWork) {
        guard case .order(let draft, let history) = item.task else {
            guard case .skip(let reason, let warnings) = item.task else { return }
            let log = InvoiceLog(item.name, skippedBecause: reason.description, warnings: warnings, at: Self.now)
            _ = work.settle(item, log, nil)
            return
        }
        faults += DraftRules.faults(of: draft)
        let plans = PlanRules(draft, history, &dice)
        faults += plans.faults
        tally.orders += 1
        tally.lines += draft.lines.count
        tally.missingLines += draft.missing.count
        note("\(draft.lines.map { ($0.reference, $0.notes) }) \(plans.words)")
        _ = work.settle(item, plans.log, nil)
    }

    private mutating func finish(_ work: DocumentWork, _ claimed: ClaimedDocument) {
        let log = work.log(now: Self.now)
        expect(log.invoices.count == work.logs.count, "an invoice is without log")
        tally.skipped += log.invoices.count { $0.result == .skipped }
        tally.failed += log.invoices.count { $0.result == .failed }
        faults += LogRules.faults(of: log)
        if let former = claimed.formerLog { faults += LogRules.faults(ofFormer: former) }
        let fingerprint = Fingerprint(of: claimed.document.data ?? .null)
        note("\(claimed.document.id) \(log.status) \(fingerprint) \((try? log.json().count) ?? 0)")
    }
}

extension RawDocument {
    /// How many invoices its `data` holds, readable or not.
    fileprivate var invoiceCount: Int {
        switch data {
        case .array(let elements): elements.count
        case .object(let fields): fields.keys.allSatisfy(\.isWholeNumber) ? fields.count : 1
        default: 0
        }
    }
}

extension String {
    fileprivate var isWholeNumber: Bool { wholeMatch(of: /-?[0-9]+/.asciiOnlyDigits()) != nil }
}
