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
        discussion: """
            Without a document all of them. What is on the server already is found, and not made twice. A document that the
            store does not have is named, the others are synced, and the exit code is 2.
            """
    )

    @Argument(help: ArgumentHelp("Documents, by their _id.", valueName: "document"))
    var documents: [String] = []

    @Flag(help: "Only documents of status 3 (failed), not those of status 2 (partial).")
    var failedOnly = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await reportingErrors {
            let named = try await namedDocuments()
            for name in named.missing { Console.say("no such document: “\(name)”: see “invsync status”", .refused) }
            if !documents.isEmpty, named.found.isEmpty {
                if store.json { try Console.print(json: RunReport()) }
                return .incomplete
            }
            let statuses: Set<DocumentStatus> = failedOnly ? [.failed] : [.mixed, .failed]
            let ids = documents.isEmpty ? nil : named.found
            let filter = Selection.RetryFilter(statuses: statuses, ids: ids, finishedBefore: Date())
            let status = try await SyncRun(store: store, server: server, use: .reading).run(.retry(filter), as: .retry)
            return status == .ok && !named.missing.isEmpty ? .incomplete : status
        }
    }

    /// The documents of the command line: those in the store, and the names of the others.
    private func namedDocuments() async throws -> (found: Set<DocumentID>, missing: [String]) {
        guard !documents.isEmpty else { return ([], []) }
        let store = try await store.settings(with: server).openStore(for: .reading)
        var (found, missing): (Set<DocumentID>, [String]) = ([], [])
        for name in documents {
            let ids = Set(DocumentID.named(name))
            let stored = try await store.documents(DocumentQuery(ids: ids, limit: ids.count))
            if stored.isEmpty { missing.append(name) }
            found.formUnion(stored.map(\.document.id))
        }
        return (found, missing)
    }
}

/// One run of the engine, as a command shows it.
struct SyncRun {
    let store: StoreOptions
    let server: ServerOptions
    var use = Settings.StoreUse.creating

    func run(
        _ selection: Selection,
        includesChanged: Bool = false,
        as trigger: RunRecord.Trigger = .manual
    ) async throws -> ExitStatus {
        let settings = try store.settings(with: server)
        // Settings that are not enough leave no empty store behind.
        let (client, configuration) = (try settings.makeClient(), try settings.syncConfiguration())
        let documents = try await settings.openStore(for: use)
        let engine = try settings.makeEngine(on: documents, client)
        let stop = StopSignal()
        let signals = await Signals { stop.request() }
        defer { signals.cancel() }
        let bar = ProgressBar(isWanted: !store.json)
        defer { bar.end() }
        let runs = JobRuns(
            of: try settings.job(),
            in: documents,
            leaseDuration: configuration.leaseDuration
        )
        let report = try await runs.record(trigger) { onProgress async throws(SyncError) in
            try await engine.run(
                selection,
                includesChanged: includesChanged,
                allowsCurrency: server.allowCurrency,
                waitsForOthers: true,
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
