import ArgumentParser
import FGOModels
import Foundation

@main
struct Microbenchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "microbenchmarks",
        abstract: "Measures how fast invoices are read, mapped and planned on one core, without store and server.",
        discussion: "A number counts only from a release build: swift run -c release microbenchmarks"
    )

    @Flag(help: "Print the measurements as JSON.")
    var json = false

    @Option(help: "Exit with 1 where read, map and plan together are slower than so many invoices a second.")
    var atLeast: Double?

    @Option(help: "How long to measure each stage, in seconds.")
    var seconds = 0.5

    func run() throws {
        let shapes = [SampleDocuments.Shape(invoices: 13, lines: 6), .init(invoices: 10, lines: 4)]
        let measurements = try shapes.flatMap { try measure($0) }
        if json { try printJSON(measurements) } else { printTable(measurements) }
        let together = measurements.filter { $0.stage.hasPrefix(Self.together) }.map(\.invoicesPerSecond)
        if let atLeast, let slowest = together.min(), slowest < atLeast {
            FileHandle.standardError.write(Data("slower than \(Int(atLeast)) invoices a second\n".utf8))
            throw ExitCode.failure
        }
    }

    private static let together = "read + map + plan"

    /// Measures a batch of 20 documents, as many as the engine takes at a time.
    private func measure(_ shape: SampleDocuments.Shape) throws -> [Measurement] {
        let stages = Stages()
        let samples = SampleDocuments(20, of: shape)
        let data = try samples.json.map { try JSONValue(json: Data($0.utf8)) }
        let invoices = try stages.read(json: samples.json)
        let drafts = try stages.map(invoices)
        let known = Known(for: drafts)
        guard drafts.count == samples.invoiceCount, try stages.map(stages.read(bson: samples.bson)) == drafts else {
            throw ValidationError("the same documents read otherwise as BSON")
        }
        func measure<Result>(_ stage: String, _ body: () throws -> Result) rethrows -> Measurement {
            let documents = "\(shape.invoices) invoices of \(shape.lines) lines"
            return try Measurement(documents, stage, invoices: samples.invoiceCount, seconds: seconds, body)
        }
        return try [
            measure("read BSON") { try stages.read(bson: samples.bson) },
            measure("read JSON") { try stages.read(json: samples.json) },
            measure("map") { try stages.map(invoices) },
            measure("plan") { stages.plan(drafts, knowing: known) },
            measure("\(Self.together), BSON") {
                stages.plan(try stages.map(stages.read(bson: samples.bson)), knowing: known)
            },
            measure("\(Self.together), JSON") {
                stages.plan(try stages.map(stages.read(json: samples.json)), knowing: known)
            },
            measure("fingerprint of data") { data.map { Fingerprint(of: $0) } },
        ]
    }

    private func printJSON(_ measurements: [Measurement]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        print(String(decoding: try encoder.encode(measurements), as: UTF8.self))
    }

    private func printTable(_ measurements: [Measurement]) {
        print(row("documents", "stage", "µs/invoice", "invoices/s"))
        for measured in measurements {
            let microseconds = String(format: "%.1f", measured.microsecondsPerInvoice)
            print(row(measured.documents, measured.stage, microseconds, "\(Int(measured.invoicesPerSecond))"))
        }
    }

    private func row(_ documents: String, _ stage: String, _ microseconds: String, _ rate: String) -> String {
        func gap(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(1, width - text.count)) }
        return documents + gap(documents, 26) + stage + gap(stage, 25) + gap(microseconds, 10) + microseconds
            + gap(rate, 13) + rate
    }
}
