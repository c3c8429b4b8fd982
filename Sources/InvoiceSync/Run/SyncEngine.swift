import FGOModels
public import Logging

/// Brings invoices from a store to an InvenTree server: once, exact, as drafts.
///
/// ```swift
/// let engine = SyncEngine(store: store, api: client, configuration: SyncConfiguration(currency: .code("RON")))
/// let report = try await engine.run()
/// ```
///
/// Any number of engines, in any number of processes, may work on one store and one server at once (<doc:ExactlyOnce>).
public struct SyncEngine: Sendable {
    let store: any InvoiceStore
    let api: any SalesOrderAPI
    let configuration: SyncConfiguration
    let environment: SyncEnvironment
    let logger: Logger
    private let known = KnownServer()

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
    ///   - includesChanged: Whether finished documents follow that other programs edited since; `nil` leaves that to
    ///     ``SyncConfiguration/changeScan``.
    ///   - allowsCurrency: Whether a currency that the server does not allow is added to its setting.
    ///   - waitsForOthers: Whether a run of pending documents waits, for a lease at most, for documents that another worker
    ///     holds, and takes them if that worker died.
    ///   - stop: Asks the run to end early.
    ///   - onProgress: Called when the run begins and after each document, with what was done so far.
    /// - Returns: What was done in all.
    /// - Throws: ``SyncError``: ``SyncError/Code/preflight`` where the server does not let a sync begin,
    ///   ``SyncError/Code/serverUnavailable`` and ``SyncError/Code/storeUnavailable`` where nothing could be begun.
    public func run(
        _ selection: Selection = .pending,
        includesChanged: Bool? = false,
        allowsCurrency: Bool = false,
        waitsForOthers: Bool = false,
        stop: StopSignal = StopSignal(),
        onProgress: @escaping @Sendable (RunReport) -> Void = { _ in }
    ) async throws(SyncError) -> RunReport {
        let store = SteadyStore(store: store, environment: environment)
        let keeper = LeaseKeeper(store: store, configuration: configuration, environment: environment)
        return try await keeper.whileAlive { () async throws(SyncError) in
            try await stop.cancelling(
                after: configuration.gracePeriod,
                sleep: environment.sleep
            ) { () async throws(SyncError) in
                let (source, tally) = try await source(
                    of: selection,
                    keeper,
                    includesChanged: includesChanged,
                    onProgress
                )
                try await LogContext.inRun(at: environment.now()) { () async throws(SyncError) in
                    try await work(through: source, keeper, tally, stop, allowsCurrency: allowsCurrency)
                    if tally.report.stopped == nil { await removeOldRecords(from: store) }
                    guard selection == .pending else { return }
                    while waitsForOthers, try await isLeft(by: source, store, tally, stop) {
                        let done = tally.report.documents.done
                        try await work(through: source.again, keeper, tally, stop, allowsCurrency: allowsCurrency)
                        guard tally.report.documents.done > done else { break }
                    }
                    // What was done is done, also if the store cannot be asked any more.
                    let accepted = AcceptingStore(store, source.sources)
                    if let counts = try? await accepted.counts() { tally.leaves(counts) }
                }
                return tally.report
            }
        }
    }

    /// Removes what is older than the configuration keeps it; a run whose work is done is no failure where that fails.
    private func removeOldRecords(from store: any InvoiceStore) async {
        let sweep = RetentionSweep(
            store,
            configuration.retention,
            OtherPrograms(store, environment, lease: configuration.leaseDuration)
        )
        do throws(SyncError) {
            try await sweep.run(at: environment.now())
        } catch {
            RunLogger(logger).keepsOldRecords(because: error)
        }
    }

    /// Whether another worker left documents that a run can take up.
    private func isLeft(
        by source: DocumentSource,
        _ store: any InvoiceStore,
        _ tally: RunTally,
        _ stop: StopSignal
    ) async throws(SyncError) -> Bool {
        guard tally.report.stopped == nil else { return false }
        let held = HeldDocuments(
            store: store,
            environment: environment,
            lease: configuration.leaseDuration,
            logger: RunLogger(logger)
        )
        return try await held.waitForPending(of: source.sources, stop)
    }

    /// The documents of a run: of the accepted sources, and with a ledger that knows the former syncs.
    private func source(
        of selection: Selection,
        _ keeper: LeaseKeeper,
        includesChanged: Bool?,
        _ onProgress: @escaping @Sendable (RunReport) -> Void
    ) async throws(SyncError) -> (DocumentSource, RunTally) {
        let store = keeper.store
        try await LedgerFill(store, environment, lease: configuration.leaseDuration).run()
        let gate = SourceGate(store, configuration)
        let sources = try await gate.filter()
        try await gate.remember(sources)
        let tally = RunTally(expected: try await expected(of: selection, sources, store), onProgress: onProgress)
        let scan = ChangeScanLog(store)
        let isScanned =
            if let includesChanged { includesChanged } else {
                try await scan.isDue(configuration.changeScan, at: environment.now())
            }
        let began = environment.elapsed()
        if isScanned {
            try await OtherPrograms(store, environment, lease: configuration.leaseDuration).enter(of: sources)
        }
        let scanned = environment.elapsed() - began
        let source = DocumentSource(
            keeper: keeper,
            tally: tally,
            selection: selection,
            sources: sources,
            configuration: configuration,
            changes: isScanned ? .init(before: environment.now(), scan, took: scanned) : nil,
            elapsed: environment.elapsed
        )
        return (source, tally)
    }

    /// How many names the store remembers: some 30 MB; what is forgotten is asked of the server once more.
    ///
    /// It must not fall short of what the workers of one moment create, as they learn of it from there.
    private static let directoryLimit = 200_000

    /// What a run needs to know of the server: the next one asks only for what may be otherwise by then.
    ///
    /// - Throws: ``SyncError`` where the server does not let a sync begin, or cannot be asked.
    func context(allowsCurrency: Bool = false) async throws(SyncError) -> ServerContext {
        let preflight = Preflight(api: api, configuration: configuration, allowsCurrency: allowsCurrency)
        let context = try await preflight.run(knowing: known.context(at: environment.elapsed())).requireContext()
        known.keep(context, at: environment.elapsed())
        return context
    }

    private func work(
        through source: DocumentSource,
        _ keeper: LeaseKeeper,
        _ tally: RunTally,
        _ stop: StopSignal,
        allowsCurrency: Bool
    ) async throws(SyncError) {
        guard let first = try await source.next() else { return }
        let context: ServerContext
        do throws(SyncError) {
            context = try await self.context(allowsCurrency: allowsCurrency)
            try await requirePartNumbers(for: DocumentReader(self, context: context).read(first), context)
        } catch {
            known.forget()
            for document in first { await keeper.release(document.lease, retry: nil) }
            throw error
        }
        source.putBack(first)
        tally.tell()
        let runner = BatchRunner(self, context: context, source: source, keeper: keeper, tally: tally, stop: stop)
        do throws(SyncError) {
            try await runner.run()
            if let cause = tally.report.stopped?.cause, cause != .request { return known.forget() }
            known.keep(await runner.context, at: environment.elapsed())
            // A run whose work is done is no failure where the store cannot be tidied up: a later one does that.
            if tally.report.stopped == nil { try? await keeper.store.pruneDirectory(keeping: Self.directoryLimit) }
        } catch {
            known.forget()
            // What was done so far is done, whatever the store no longer takes.
            guard error.code == .storeUnavailable else { throw error }
            tally.stopped(because: error.message, .outage)
        }
    }

    /// The number of documents that a run of a selection finds, as far as that can be known before.
    private func expected(
        of selection: Selection,
        _ sources: SourceFilter,
        _ store: any InvoiceStore
    ) async throws(SyncError) -> Int {
        switch selection {
        case .pending:
            try await store.pendingSources().reduce(0) { sources.accepts($1.key) ? $0 + $1.value : $0 }
        case .retry(let filter):
            if let ids = filter.ids {
                ids.count
            } else {
                try await store.counts().sum(of: filter.states)
            }
        }
    }
}

extension StoreCounts {
    fileprivate func sum(of states: Set<DocumentState>) -> Int { states.reduce(0) { $0 + self[$1] } }
}
