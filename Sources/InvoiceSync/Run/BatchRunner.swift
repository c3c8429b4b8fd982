import FGOModels
import InvenTreeClient
import Logging

/// Takes batches of documents through the stages: read, map, resolve, plan, apply, record.
final class BatchRunner: Sendable {
    private let configuration: SyncConfiguration
    private let environment: SyncEnvironment
    private let logger: Logger
    private let reader: DocumentReader
    private let tally: RunTally
    private let stop: StopSignal
    private let directory: Directory
    private let orders: OrderSync
    private let recorder: Recorder

    init(_ engine: SyncEngine, context: ServerContext, keeper: LeaseKeeper, tally: RunTally, stop: StopSignal) {
        configuration = engine.configuration
        environment = engine.environment
        logger = engine.logger
        reader = DocumentReader(engine, context: context)
        self.tally = tally
        self.stop = stop
        directory = Directory(api: engine.api, store: keeper.store, parallel: engine.configuration.parallel)
        orders = OrderSync(engine, context: context, directory: directory, keeper: keeper)
        recorder = Recorder(engine, keeper: keeper, tally: tally)
    }

    /// Whether the run is to end before its work is done.
    var hasEnded: Bool { stop.isRequested || Task.isCancelled || recorder.isOutage }

    /// Does one batch.
    ///
    /// Every document of it is finished or given back, or waits in the recorder for what becomes of the next ones.
    func run(_ batch: [ClaimedDocument]) async throws(SyncError) {
        let documents = reader.read(batch)
        do throws(SyncError) {
            guard try await prepare(documents) else { return }
            for document in documents where document.orders.isEmpty { try await recorder.finish(document) }
            let work = documents.flatMap { document in document.orders.map { (document, $0) } }
            try await inParallel(work, atMost: configuration.parallel) { (item) async throws(SyncError) in
                let (document, order) = item
                let outcome = await self.outcome(of: order, in: document)
                if document.settle(order, outcome, now: self.environment.now()) {
                    try await self.recorder.finish(document)
                }
            }
        } catch {
            await recorder.giveBack(documents)
            throw error
        }
    }

    /// Gives back what still waits, and says why the run ended where its work is not done.
    func end() async throws(SyncError) {
        try await recorder.end()
        if let reason = recorder.outage {
            tally.stopped(because: reason, .outage)
        } else if stop.isRequested || Task.isCancelled {
            tally.stopped(because: "the run was asked to stop", .request)
        }
    }

    /// Learns what the batch needs to know.
    ///
    /// Where the world fails that, the batch is given back and the run ends; where the server forbids it, so it does.
    private func prepare(_ documents: [DocumentWork]) async throws(SyncError) -> Bool {
        do throws(SyncError) {
            let report = tally.report.documents
            let left = max(report.expected - report.done, documents.count)
            let drafts = documents.flatMap { $0.orders.map(\.draft) }
            try await directory.prepare(for: drafts, remaining: (left + documents.count - 1) / documents.count)
            return true
        } catch {
            guard error.isTransient || error.code == .cancelled else {
                throw SyncError(.preflight, error.message, cause: error)
            }
            await recorder.suspend(documents, because: error)
            return false
        }
    }

    private func outcome(of order: DocumentWork.Order, in document: DocumentWork) async -> Result<InvoiceLog, SyncError>
    {
        if let failure = document.failure { return .failure(failure) }
        if hasEnded { return .failure(SyncError(.cancelled, "the run ended before this invoice")) }
        document.begin()
        do throws(SyncError) {
            return .success(try await orders.sync(order, under: document.claimed.lease))
        } catch {
            logger.warning(
                "an invoice failed",
                metadata: [
                    "document": "\(document.claimed.document.id)", "invoice": "\(order.draft.description)",
                    "code": "\(error.code)", "error": "\(error.message)",
                ]
            )
            return .failure(error)
        }
    }
}
