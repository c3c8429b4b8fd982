import FGOModels
import InvenTreeClient
import Logging

/// Takes batches of documents through the stages: read, map, resolve, plan, apply, record.
final class BatchRunner: Sendable {
    private let configuration: SyncConfiguration
    private let environment: SyncEnvironment
    private let logger: Logger
    private let store: any InvoiceStore
    private let context: ServerContext
    private let keeper: LeaseKeeper
    private let tally: RunTally
    private let stop: StopSignal
    private let directory: Directory
    private let stages: OrderStages

    init(_ engine: SyncEngine, context: ServerContext, keeper: LeaseKeeper, tally: RunTally, stop: StopSignal) {
        configuration = engine.configuration
        environment = engine.environment
        logger = engine.logger
        store = engine.store
        self.context = context
        self.keeper = keeper
        self.tally = tally
        self.stop = stop
        let api = PermittedAPI(server: engine.api) { () throws(InvenTreeError) in try keeper.permitWrite() }
        directory = Directory(api: api, parallel: engine.configuration.parallel)
        stages = OrderStages(engine, api: api, context: context, directory: directory)
    }

    /// Whether the run is to end before its work is done.
    var hasEnded: Bool {
        stop.isRequested || Task.isCancelled || keeper.hasLostRun
            || tally.failuresInARow >= configuration.failuresBeforeStop
    }

    /// Does one batch.
    ///
    /// Every document of it is finished or given back.
    func run(_ batch: [ClaimedDocument]) async throws(SyncError) {
        let mapper = InvoiceMapper(configuration, currency: context.currency)
        var spellings = FirstSpellings()
        let documents = batch.map { claimed in
            DocumentWork(
                claimed,
                mapper: mapper,
                spellings: &spellings,
                allowedCurrencies: context.allowed,
                now: environment.now()
            )
        }
        guard try await prepare(documents) else { return }
        for document in documents where document.orders.isEmpty { try await finish(document) }
        let work = documents.flatMap { document in document.orders.map { (document, $0) } }
        try await inParallel(work, atMost: configuration.parallel) { (item) async throws(SyncError) in
            let (document, order) = item
            let outcome = await self.outcome(of: order, in: document)
            if document.settle(order, outcome, now: self.environment.now()) { try await self.finish(document) }
        }
        noteWhyEnded(documents)
    }

    /// Learns what the batch needs to know.
    ///
    /// Where the world fails that, the batch is given back; where the server forbids it, so is it, and the run ends.
    private func prepare(_ documents: [DocumentWork]) async throws(SyncError) -> Bool {
        do throws(SyncError) {
            let report = tally.report.documents
            let left = max(report.expected - report.done, documents.count)
            let drafts = documents.flatMap { $0.orders.map(\.draft) }
            try await directory.prepare(for: drafts, remaining: (left + documents.count - 1) / documents.count)
            return true
        } catch {
            guard error.isTransient || error.code == .cancelled else {
                for document in documents { await keeper.release(document.claimed.lease, retry: nil) }
                throw SyncError(.preflight, error.message, cause: error)
            }
            for document in documents { await giveBack(document, because: error) }
            tally.stopped(because: error.message, isOutage: error.isTransient)
            return false
        }
    }

    private func outcome(of order: DocumentWork.Order, in document: DocumentWork) async -> Result<InvoiceLog, SyncError>
    {
        if let failure = document.failure { return .failure(failure) }
        if hasEnded { return .failure(SyncError(.cancelled, "the run ended before this invoice")) }
        guard keeper.holds(document.claimed.lease) else {
            return .failure(SyncError(.leaseLost, "another worker took the document", isTransient: true))
        }
        do throws(SyncError) {
            return .success(try await stages.sync(order.draft, former: order.former))
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

    private func finish(_ document: DocumentWork) async throws(SyncError) {
        let attempts = document.claimed.attempts + 1
        let log = document.log(now: environment.now())
        if let failure = document.failure, failure.code == .cancelled || attempts < configuration.maxAttempts {
            return await giveBack(document, because: failure)
        }
        var status = log.status
        var final = log
        if let failure = document.failure {
            status = .failed
            final.error = "given up after \(attempts) attempts: \(failure.message)"
        }
        let fingerprint = Fingerprint(of: document.claimed.document.data ?? .null).description
        let result = DocumentResult(status: status, log: final, fingerprint: fingerprint)
        if try await keeper.complete(document.claimed.lease, with: result) {
            tally.finished(final, status, failedByWorld: document.failure != nil)
        } else {
            tally.lost()
        }
    }

    private func giveBack(_ document: DocumentWork, because failure: SyncError) async {
        let isWorlds = failure.code != .cancelled
        var retry: Retry?
        if isWorlds {
            let attempts = document.claimed.attempts + 1
            let delay = Backoff.delay(attempts: attempts, jitter: environment.random())
            retry = Retry(attempts: attempts, delay: delay)
        }
        let isReleased = await keeper.release(document.claimed.lease, retry: retry)
        if isReleased { tally.gaveBack(failedByWorld: isWorlds) } else { tally.lost() }
    }

    private func noteWhyEnded(_ documents: [DocumentWork]) {
        if stop.isRequested || Task.isCancelled {
            tally.stopped(because: "the run was asked to stop", isOutage: false)
        } else if keeper.hasLostRun {
            tally.stopped(because: "the run lost its hold on the store; another run may work on it now", isOutage: true)
        } else if hasEnded {
            let last = documents.compactMap(\.failure).last { $0.isTransient }
            let message = "\(tally.failuresInARow) documents in a row failed: \(last?.message ?? "unknown")"
            tally.stopped(because: message, isOutage: true)
        }
    }
}

extension InvoiceMapper {
    init(_ configuration: SyncConfiguration, currency: String) {
        self.init(
            currency: currency,
            negativeLines: configuration.negativeLines,
            skipTypes: configuration.skipTypes
        )
    }
}
