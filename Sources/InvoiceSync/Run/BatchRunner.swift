import FGOModels
import InvenTreeClient

/// Takes the documents of a run through the stages: read, map, resolve, plan, apply, record.
///
/// Invoices flow: one is begun as soon as there is room for it, whatever document or batch it is of.
final class BatchRunner: Sendable {
    private struct Work: Sendable {
        let document: DocumentWork
        let item: DocumentWork.Item
    }

    private let server: ServerContext
    private let configuration: SyncConfiguration
    private let environment: SyncEnvironment
    private let logger: RunLogger
    private let source: DocumentSource
    private let reader: DocumentReader
    private let tally: RunTally
    private let keeper: LeaseKeeper
    private let stop: StopSignal
    private let deadline: Duration
    private let directory: Directory
    private let orders: OrderSync
    private let recorder: Recorder

    init(
        _ engine: SyncEngine,
        context: ServerContext,
        source: DocumentSource,
        keeper: LeaseKeeper,
        tally: RunTally,
        stop: StopSignal
    ) {
        server = context
        configuration = engine.configuration
        environment = engine.environment
        logger = RunLogger(engine.logger)
        self.source = source
        reader = DocumentReader(engine, context: context)
        self.tally = tally
        self.keeper = keeper
        self.stop = stop
        deadline = environment.elapsed() + configuration.runLimit
        let worker = engine.environment.worker
        directory = Directory(
            engine,
            store: keeper.store,
            context: context,
            memory: source.isRepair ? .written(by: worker) : .trusted(by: worker)
        )
        let creations = CreationNotes()
        orders = OrderSync(engine, context: context, directory: directory, keeper: keeper, creations: creations)
        recorder = Recorder(engine, keeper: keeper, tally: tally, creations: creations)
    }

    /// What the run knows of the server by now.
    var context: ServerContext {
        get async {
            var context = server
            context.references = await orders.references.rule(after: server.references)
            context.sizes = directory.sizes
            return context
        }
    }

    /// Whether the run is to end before its work is done.
    private var hasEnded: Bool {
        stop.isRequested || Task.isCancelled || recorder.isOutage || recorder.refusal != nil || isOverdue
    }

    private var isOverdue: Bool { environment.elapsed() >= deadline }

    /// Works until no document is left, or the run is to end.
    ///
    /// Every document is finished then or given back.
    func run() async throws(SyncError) {
        let intake = Intake(worksAhead: configuration.parallel > 1) { () async throws(SyncError) in
            try await self.nextBatch()
        }
        do throws(SyncError) {
            var waiting: ArraySlice<Work> = []
            try await inParallel(atMost: configuration.parallel) { () async throws(SyncError) in
                while waiting.isEmpty {
                    guard let batch = try await intake.next() else { return nil }
                    for document in batch where document.items.isEmpty { try await self.recorder.finish(document) }
                    waiting =
                        batch.flatMap { document in
                            document.items.map { Work(document: document, item: $0) }
                        }[...]
                }
                return waiting.popFirst()
            } _: { (work) async throws(SyncError) in
                try await self.perform(work)
            }
            try await end()
        } catch {
            let ready = (try? await intake.end()) ?? []
            await recorder.giveBack(intake.inHand + ready)
            throw error
        }
    }

    /// Gives back what still waits, and says why the run ended where its work is not done.
    private func end() async throws(SyncError) {
        try await recorder.end()
        if let reason = recorder.refusal {
            stopped(because: reason, .configuration)
        } else if let reason = recorder.outage {
            stopped(because: reason, .outage)
        } else if stop.isRequested || Task.isCancelled {
            stopped(because: "the run was asked to stop", .request)
        } else if isOverdue {
            let minutes = configuration.runLimit.components.seconds / 60
            stopped(because: "the run took \(minutes) minutes, as long as a run may; the next one goes on", .limit)
        }
    }

    private func stopped(because reason: String, _ cause: RunReport.Stop.Cause) {
        logger.stops(because: reason, cause)
        tally.stopped(because: reason, cause)
    }

    /// Claims and reads the next documents, and learns what their orders need to know.
    ///
    /// Where the world fails that, the documents are given back and the run ends; where the server forbids it, so it does.
    private func nextBatch() async throws(SyncError) -> Intake.Batch? {
        if hasEnded { return source.takeBack().map(reader.read) }
        guard let claimed = try await source.next() else { return nil }
        let documents = reader.read(claimed)
        do throws(SyncError) {
            let report = tally.report.documents
            let left = max(report.expected - report.done, documents.count)
            let orders = try await keeper.store.recalling(documents.flatMap(\.orders))
            try await directory.prepare(for: orders, remaining: (left + documents.count - 1) / documents.count)
            return documents
        } catch {
            guard error.isTransient || error.code == .cancelled else {
                await recorder.giveBack(documents)
                throw error.code == .refused ? SyncError(.preflight, error.message, cause: error) : error
            }
            guard error.code != .cancelled, documents.count > 1 || tally.report.documents.hasFinished else {
                await recorder.suspend(documents, because: error)
                return nil
            }
            return try await prepareOneByOne(documents)
        }
    }

    /// Learns what each document of a batch needs by itself, so that one whose names the server cannot look up does not
    /// keep the others from being synced.
    ///
    /// - Returns: The documents, of which some have failed; `nil` if all have, which is an outage.
    private func prepareOneByOne(_ documents: [DocumentWork]) async throws(SyncError) -> Intake.Batch? {
        var failures: [SyncError] = []
        for document in documents {
            do throws(SyncError) {
                if hasEnded { throw SyncError(.cancelled, "the run ended before this document") }
                let orders = try await keeper.store.recalling(document.orders)
                try await directory.prepare(for: orders, remaining: documents.count)
            } catch {
                guard error.isTransient || error.code == .cancelled else {
                    await recorder.giveBack(documents)
                    throw error
                }
                failures.append(error)
                document.fail(error)
            }
        }
        guard failures.count == documents.count, let first = failures.first, !tally.report.documents.hasFinished else {
            return documents
        }
        await recorder.suspend(documents, because: first)
        return nil
    }

    private func perform(_ work: Work) async throws(SyncError) {
        let (document, item) = (work.document, work.item)
        try await LogContext.about(.document, document.id) { () async throws(SyncError) in
            let progress = InvoiceProgress()
            let isLast: Bool
            switch await outcome(of: item, in: document, progress) {
            case .success(let log):
                isLast = document.settle(item, log, nil, rejected: progress.rejected)
            case .failure(let error):
                var log = InvoiceLog(item.name, failedBy: error, at: environment.now())
                progress.enter(into: &log)
                isLast = document.settle(item, log, error, rejected: progress.rejected)
            }
            if isLast { try await recorder.finish(document) }
        }
    }

    private func outcome(
        of item: DocumentWork.Item,
        in document: DocumentWork,
        _ progress: InvoiceProgress
    ) async -> Result<InvoiceLog, SyncError> {
        if let failure = document.failure { return .failure(failure) }
        if hasEnded { return .failure(SyncError(.cancelled, "the run ended before this invoice")) }
        document.begin()
        let outcome = await result { () async throws(SyncError) in
            try await LogContext.about(.invoice, item.name) { () async throws(SyncError) in
                try await orders.sync(item, under: document.claimed.lease, progress)
            }
        }
        if case .failure(let error) = outcome { logger.gaveUp(item.name, because: error) }
        return outcome
    }
}
