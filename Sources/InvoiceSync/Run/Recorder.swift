import FGOModels
import InvenTreeClient
import Synchronization

/// Ends the work on documents: writes what became of them, or gives them back (<doc:ResultRules>).
final class Recorder: Sendable {
    private let configuration: SyncConfiguration
    private let environment: SyncEnvironment
    private let keeper: LeaseKeeper
    private let tally: RunTally
    private let logger: RunLogger
    private let creations: CreationNotes
    private let breaker: Mutex<CircuitBreaker<DocumentWork>>
    private let failedAsAWhole = Mutex<SyncError?>(nil)
    private let undecided = Mutex(Undecided())

    /// Documents of which it shows later in the run what is to become of them.
    private struct Undecided {
        /// The server refused them a row of a kind of which it has taken none yet.
        var refused: [DocumentWork] = []
        /// The server fails to create rows that they need, and serves others.
        var unserved: [DocumentWork] = []

        mutating func takeRefused(where isDecided: (DocumentWork) -> Bool) -> [DocumentWork] {
            let decided = refused.filter(isDecided)
            refused.removeAll(where: isDecided)
            return decided
        }
    }

    init(_ engine: SyncEngine, keeper: LeaseKeeper, tally: RunTally, creations: CreationNotes) {
        self.creations = creations
        configuration = engine.configuration
        environment = engine.environment
        self.keeper = keeper
        self.tally = tally
        logger = RunLogger(engine.logger)
        breaker = Mutex(CircuitBreaker(limit: engine.configuration.failuresBeforeStop))
    }

    /// Whether it is the world that is broken.
    var isOutage: Bool { breaker.withLock { $0.isOpen } || failedAsAWhole.withLock { $0 != nil } }

    /// What the server refuses to every invoice, where it does.
    var refusal: String? { creations.verdict }

    /// What is broken, where the world is.
    var outage: String? {
        if let error = failedAsAWhole.withLock({ $0 }) { return error.message }
        return breaker.withLock { breaker in
            guard breaker.isOpen else { return nil }
            let message = breaker.suspended.last?.failure?.message ?? ""
            return "\(breaker.suspended.count) documents in a row failed: \(message)"
        }
    }

    /// Ends the work on a document whose last invoice is done.
    func finish(_ document: DocumentWork) async throws(SyncError) {
        if let failure = document.failure {
            switch failure.code {
            case .cancelled: return await giveBack(document, delay: .zero)
            // Nothing failed: another worker has what the document needs.
            case .locked, .leaseLost:
                return await giveBack(document, delay: delay(of: document), because: document.reason)
            case _ where failure.failingKind != nil: return undecided.withLock { $0.unserved.append(document) }
            default: return breaker.withLock { $0.fail(document) }
            }
        }
        guard document.rejected.allSatisfy(creations.isProven) else {
            return undecided.withLock { $0.refused.append(document) }
        }
        try await complete(document)
        for failed in breaker.withLock({ $0.settle() }) { try await countFailure(of: failed) }
        let decided = undecided.withLock { $0.takeRefused { $0.rejected.allSatisfy(creations.isProven) } }
        for document in decided { try await complete(document) }
    }

    private func complete(_ document: DocumentWork) async throws(SyncError) {
        let log = document.log(now: environment.now())
        try await complete(document, log.status, log)
    }

    /// Gives back a batch that could not be begun.
    func suspend(_ documents: [DocumentWork], because error: SyncError) async {
        let isWorlds = error.code != .cancelled
        if isWorlds { failedAsAWhole.withLock { $0 = error } }
        for document in documents {
            await giveBack(
                document,
                delay: isWorlds ? delay(of: document) : .zero,
                because: isWorlds ? error.message : nil
            )
        }
    }

    /// Gives back what is not finished of a batch that cannot go on.
    func giveBack(_ documents: [DocumentWork]) async {
        for document in documents where !document.isEnded { await giveBack(document, delay: .zero) }
    }

    /// Ends the work on what still waits: in an outage, or where the server refuses all alike, it counts against nobody.
    func end() async throws(SyncError) {
        let undecided = undecided.withLock(\.self)
        for document in undecided.refused {
            if refusal == nil { try await complete(document) } else { await giveBack(document, delay: .zero) }
        }
        try await end(unserved: undecided.unserved)
        for document in breaker.withLock({ $0.settle() }) { try await countFailure(of: document) }
        for document in breaker.withLock({ $0.suspended }) {
            await giveBack(document, delay: delay(of: document), because: document.reason)
        }
    }

    /// Ends the work on documents that need rows which the server fails to create: where it creates nothing at all, that
    /// is an outage.
    private func end(unserved documents: [DocumentWork]) async throws(SyncError) {
        let isOutage = documents.count >= configuration.failuresBeforeStop && !creations.haveSucceeded
        if isOutage { failedAsAWhole.withLock { $0 = $0 ?? documents.last?.failure } }
        for document in documents {
            if isOutage || self.isOutage {
                await giveBack(document, delay: delay(of: document), because: document.reason)
            } else {
                try await countFailure(of: document)
            }
        }
    }

    /// The world has failed a document while it served others.
    private func countFailure(of document: DocumentWork) async throws(SyncError) {
        let attempts = document.claimed.attempts + 1
        guard attempts >= configuration.maxAttempts else {
            return await giveBack(document, delay: delay(of: document), attempts: attempts, because: document.reason)
        }
        var log = document.log(now: environment.now())
        log.error = "given up after \(attempts) attempts: \(document.failure?.message ?? "")"
        try await complete(document, .failed, log)
    }

    private func complete(_ document: DocumentWork, _ status: DocumentStatus, _ log: SyncLog) async throws(SyncError) {
        let fingerprint = document.claimed.document.dataFingerprint
        let result = DocumentResult(status: status, log: log, fingerprint: fingerprint)
        if try await keeper.complete(document.claimed.lease, with: result) {
            logger.finished(document, status, log)
            tally.finished(log, status)
        } else {
            lost(document)
        }
        document.end()
    }

    private func lost(_ document: DocumentWork) {
        logger.lost(document)
        tally.lost(document.logs.compactMap(\.self))
    }

    private func delay(of document: DocumentWork) -> Duration {
        Backoff.delay(attempts: document.claimed.attempts + 1, jitter: environment.random())
    }

    /// Gives a document back; one of which nothing was begun and that need not wait is as if it was never claimed.
    private func giveBack(
        _ document: DocumentWork,
        delay: Duration,
        attempts: Int? = nil,
        because reason: String? = nil
    ) async {
        let retry = Retry(attempts: attempts ?? document.claimed.attempts, delay: delay, reason: reason)
        let isUntouched = delay == .zero && !document.isBegun && !document.claimed.wasBegun
        let keepsResult = if isUntouched { true } else { await !remembersLog(of: document) }
        let isReleased = await keeper.release(document.claimed.lease, retry: keepsResult ? nil : retry)
        document.end()
        guard isReleased else { return lost(document) }
        logger.gaveBack(document, for: retry)
        tally.gaveBack(document.logs.compactMap(\.self))
    }

    /// Whether the ledger knows what the log of a finished document says, which is gone once the document waits.
    private func remembersLog(of document: DocumentWork) async -> Bool {
        let programs = OtherPrograms(keeper.store, environment, lease: configuration.leaseDuration)
        return await (try? programs.enter(document.claimed.logged)) ?? false
    }
}
