import ArgumentParser
import FGOModels
import Foundation
import InvoiceSync

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Bring every pending document to the server.",
        discussion: """
            Each invoice becomes one sales order, left as a draft. Run again with nothing new it sends nothing. Any number of
            runs, on any number of machines, may work on one store at once.

            Ctrl-C ends it within 10 seconds: what is in hand is finished or given back, and the exit code is 5. A second
            Ctrl-C ends it at once. Nothing is lost either way: what a run held is free again a minute after it died.
            """
    )

    @Flag(help: "Also documents that are done and whose data was changed since: their orders follow.")
    var changed = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reportingErrors {
            try await SyncRun(store: store, server: server).run(.pending, includesChanged: changed)
        }
    }
}

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Sync documents again that are partial, failed, or waiting.",
        discussion: "Without a document all of them. What is on the server already is found, and not made twice."
    )

    @Argument(help: ArgumentHelp("Documents, by their _id.", valueName: "document"))
    var documents: [String] = []

    @Flag(help: "Only documents of status 3 (failed), not those of status 2 (partial).")
    var failedOnly = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reportingErrors {
            let ids = documents.isEmpty ? nil : Set(documents.flatMap(DocumentID.named))
            let statuses: Set<DocumentStatus> = failedOnly ? [.failed] : [.mixed, .failed]
            let filter = Selection.RetryFilter(statuses: statuses, ids: ids, finishedBefore: Date())
            return try await SyncRun(store: store, server: server).run(.retry(filter), as: .retry)
        }
    }
}

/// One run of the engine, as a command shows it.
struct SyncRun {
    let store: StoreOptions
    let server: ServerOptions

    func run(
        _ selection: Selection,
        includesChanged: Bool = false,
        as trigger: RunRecord.Trigger = .manual
    ) async throws -> ExitStatus {
        let settings = try await store.settings(with: server)
        let documents = try settings.openStore()
        let engine = try settings.makeEngine(on: documents)
        let stop = StopSignal()
        let signals = await Signals { stop.request() }
        defer { signals.cancel() }
        let bar = ProgressBar(isWanted: !store.json)
        defer { bar.end() }
        let runs = JobRuns(
            of: Job.sync,
            in: documents,
            leaseDuration: try settings.syncConfiguration().leaseDuration
        )
        let report = try await runs.record(trigger) { onProgress async throws(SyncError) in
            try await engine.run(
                selection,
                includesChanged: includesChanged,
                allowsCurrency: server.allowCurrency,
                stop: stop,
                onProgress: { report in
                    bar.show(report)
                    onProgress(report)
                }
            )
        }
        bar.end()
        if store.json { try Console.print(json: report) } else { report.lines.forEach(Console.print) }
        report.sayWhyStopped()
        return ExitStatus(report)
    }
}

extension RunReport {
    /// Says why a run ended before its work was done.
    func sayWhyStopped() {
        guard let stopped else { return }
        Console.say(stopped.reason, .stopped)
    }
}
