import ArgumentParser
import Foundation

/// The invoices that are synced.
struct WorkloadOptions: ParsableArguments {
    @Option(help: "How many documents.")
    var docs = 20

    @Option(help: "How many invoices in each.")
    var perDoc = 10

    @Option(help: "How many lines an invoice has in the middle.")
    var lines = 4

    @Option(help: "How many customers there are to choose from.")
    var customers = 80

    @Option(help: "How many parts there are to choose from.")
    var parts = 100

    @Option(help: "What chance is made from.")
    var seed: UInt64 = 11

    @Option(help: ArgumentHelp("Documents to take instead, one a line in mongoexport's form.", valueName: "file"))
    var data: String?

    func validate() throws {
        guard min(docs, perDoc, lines, customers, parts) >= 1 else {
            throw ValidationError("every number is 1 or more")
        }
    }

    func workload() throws -> Workload {
        if let data { return try WorkloadFile.read(URL(filePath: data)) }
        var generator = WorkloadGenerator(seed: seed, customers: customers, parts: parts)
        return generator.documents(docs, of: perDoc, lines: lines)
    }
}
