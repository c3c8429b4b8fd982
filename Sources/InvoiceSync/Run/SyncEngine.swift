import FGOModels
public import Logging

/// Brings invoices from a store to an InvenTree server: once, exact, as drafts.
///
/// ```swift
/// let engine = SyncEngine(store: store, api: client, configuration: SyncConfiguration(currency: .code("RON")))
/// let report = try await engine.run()
/// ```
///
/// One run at a time works on a store; a second one is refused.
public struct SyncEngine: Sendable {
    let store: any InvoiceStore
    let api: any SalesOrderAPI
    let configuration: SyncConfiguration
    let environment: SyncEnvironment
    let logger: Logger

    /// An engine.
    ///
    /// - Parameters:
    ///   - store: Where invoices come from and results go to.
    ///   - api: The server.
    ///   - configuration: How invoices become orders.
    ///   - environment: Time, chance and the worker's name.
    ///   - logger: Where to say what happens; nowhere by default.
    public init(
        store: any InvoiceStore,
        api: any SalesOrderAPI,
        configuration: SyncConfiguration = SyncConfiguration(),
        environment: SyncEnvironment = SyncEnvironment(),
        logger: Logger = Logger(label: "invsync", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.store = store
        self.api = api
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
    }

    /// Works through a selection of documents until none is left.
    ///
    /// A failure of one invoice is written to its log and the run goes on. When the world fails for several documents
    /// in a row the run ends early, gives back what it holds, and the report says why.
    ///
    /// - Parameters:
    ///   - selection: Which documents.
    ///   - allowsCurrency: Whether a currency that the server does not allow is added to its setting.
    ///   - stop: Asks the run to end early.
    ///   - onProgress: Called when the run begins and after each document, with what was done so far.
    /// - Returns: What was done in all.
    /// - Throws: ``SyncError``: ``SyncError/Code/preflight`` where the server does not let a sync begin,
    ///   ``SyncError/Code/serverUnavailable`` and ``SyncError/Code/storeUnavailable`` where nothing could be begun,
    ///   ``SyncError/Code/alreadyRunning`` where another run works on the store.
    public func run(
        _ selection: Selection = .pending,
        allowsCurrency: Bool = false,
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (RunReport) -> Void = { _ in }
    ) async throws(SyncError) -> RunReport {
        let keeper = LeaseKeeper(store: store, configuration: configuration, environment: environment)
        return try await keeper.whileHoldingRunLock { () async throws(SyncError) in
            let counts = try await store.counts()
            let tally = RunTally(expected: counts.expected(of: selection), onProgress: onProgress)
            let batches = BatchSource(store: store, keeper: keeper, request: claimRequest(selection))
            guard let first = try await batches.next() else { return tally.report }
            let context: ServerContext
            do throws(SyncError) {
                let preflight = Preflight(api: api, configuration: configuration, allowsCurrency: allowsCurrency)
                context = try await preflight.run().requireContext()
            } catch {
                for document in first { await keeper.release(document.lease, retry: nil) }
                throw error
            }
            onProgress(tally.report)
            let runner = BatchRunner(self, context: context, keeper: keeper, tally: tally, stop: stop)
            var next: [ClaimedDocument]? = first
            while let batch = next {
                try await runner.run(batch)
                next = runner.hasEnded ? nil : try await batches.next()
            }
            return tally.report
        }
    }

    private func claimRequest(_ selection: Selection) -> ClaimRequest {
        ClaimRequest(
            selection: selection,
            limit: configuration.batchSize,
            owner: environment.worker,
            leaseDuration: configuration.leaseDuration
        )
    }
}

extension StoreCounts {
    fileprivate func expected(of selection: Selection) -> Int {
        switch selection {
        case .pending: pending
        case .retry(let filter):
            filter.ids?.count
                ?? pending + waiting
                + (filter.statuses.contains(.mixed) ? mixed : 0)
                + (filter.statuses.contains(.failed) ? failed : 0)
        }
    }
}

/// The documents of a run, batch by batch.
private struct BatchSource {
    let store: any InvoiceStore
    let keeper: LeaseKeeper
    let request: ClaimRequest

    /// The next documents, held; nil where none is left.
    func next() async throws(SyncError) -> [ClaimedDocument]? {
        let batch = try await store.claim(request)
        keeper.hold(batch.map(\.lease))
        return batch.isEmpty ? nil : batch
    }
}
