import FGOModels
import Foundation
import Synchronization

/// Erases a customer from what a store keeps beside the documents: the directory, the ledger, the logs and reasons of
/// documents, the records of runs, the audit and the jobs.
///
/// Runs may go on meanwhile: no document changes its state, and the look-up of the customer is locked while the directory
/// forgets it. A sync of a document that still names the customer writes the name again.
public struct CustomerErasure: Sendable {
    /// What an erasure found.
    public struct Report: Sendable, Hashable, Codable {
        /// The number of documents that name the customer in their content, which stays as it is.
        public var documents = 0
        /// The records that were changed or removed, or would be.
        public var erased = Erased()

        /// Nothing.
        public init() {}
    }

    /// The number of records that were changed or removed, in each place.
    public struct Erased: Sendable, Hashable, Codable {
        /// Names in the directory.
        public var directory = 0
        /// Records of the ledger.
        public var ledger = 0
        /// Logs and reasons of documents.
        public var logs = 0
        /// Records of runs.
        public var runs = 0
        /// Audit records.
        public var audit = 0
        /// Outputs of jobs.
        public var jobs = 0

        /// Nothing.
        public init() {}

        /// The number of records in all places.
        public var total: Int { directory + ledger + logs + runs + audit + jobs }
    }

    private let store: any InvoiceStore
    private let environment: SyncEnvironment
    private let leaseDuration: Duration
    private let owner: String

    /// The number of documents that are read at once.
    private static let page = 200
    /// The time that the directory takes at most.
    private static let lockDuration = Duration.seconds(120)

    /// An erasure.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - environment: The clocks, and the worker's name.
    ///   - leaseDuration: The lease of syncs: a lock of a worker that died is waited for that long.
    public init(
        in store: any InvoiceStore,
        environment: SyncEnvironment = SyncEnvironment(),
        leaseDuration: Duration = SyncConfiguration().leaseDuration
    ) {
        self.store = store
        self.environment = environment
        self.leaseDuration = leaseDuration
        owner = "\(environment.worker)/erasure"
    }

    /// Erases a customer, and puts on record that a customer was erased, without its name.
    ///
    /// By a name all customers of that name are erased, with the codes that they have in documents; by a code the customer
    /// with the names that it has there.
    ///
    /// - Parameters:
    ///   - reference: The customer.
    ///   - isTrial: Whether nothing is written, and only counted.
    /// - Throws: ``SyncError`` if the store cannot do its work, ``SyncError/Code/locked`` if another worker does not end its
    ///   look-up of the customer. What was erased before stays erased; the call can be repeated.
    /// - Returns: The number of records in each place.
    public func forget(_ reference: CustomerReference, isTrial: Bool = false) async throws(SyncError) -> Report {
        var report = Report()
        let customer = try await known(reference, &report)
        let eraser = CustomerEraser(customer)
        report.erased.directory = try await forgetNames(of: customer, eraser, isTrial: isTrial)
        report.erased.ledger = try await rewrite(.ledger, eraser, isTrial)
        report.erased.logs = try await rewrite(.results, eraser, isTrial)
        report.erased.runs = try await rewrite(.runs, eraser, isTrial)
        report.erased.audit = try await rewrite(.audit, eraser, isTrial)
        report.erased.jobs = try await rewrite(.jobs, eraser, isTrial)
        guard !isTrial else { return report }
        if report.erased.total > 0 {
            let detail = "a customer was erased from \(report.erased.total) records"
            try await store.note(
                AuditRecord(.forgetCustomer, who: "forget-customer", detail: detail, at: environment.now())
            )
        }
        // Also what an erasure before this one has left there, if it was cut off.
        try await store.purge()
        return report
    }

    private func rewrite(
        _ kind: KeptRecord.Kind,
        _ eraser: CustomerEraser,
        _ isTrial: Bool
    ) async throws(SyncError) -> Int {
        try await store.rewrite(.all(kind), isTrial: isTrial) { eraser.content(of: $0) }
    }
}

// MARK: Names and codes

extension CustomerErasure {
    /// What documents and directory tell of the customer.
    private func known(_ reference: CustomerReference, _ report: inout Report) async throws(SyncError) -> KnownCustomer
    {
        var customer = KnownCustomer(reference)
        var query = DocumentQuery(limit: Self.page)
        var documents = try await store.documents(query)
        while let last = documents.last {
            if Task.isCancelled { throw SyncError(.cancelled, "the erasure was asked to stop") }
            for document in documents.map(\.document) where customer.add(document, if: reference) {
                report.documents += 1
            }
            query.after = last.document.id
            documents = try await store.documents(query)
        }
        for name in try await remembered(reference) { customer.add(name: name) }
        return customer
    }

    /// The names that the directory remembers of a tax code.
    private func remembered(_ reference: CustomerReference) async throws(SyncError) -> Set<String> {
        guard let code = reference.code, !code.isPersonal else { return [] }
        let names = Mutex<Set<String>>([])
        _ = try await store.forgetNames(isTrial: true) { entry in
            guard entry.key.kind == .customer, let known = entry.key.customerNameAndCode, known.code == code.lockName
            else { return false }
            names.withLock { _ = $0.insert(known.name) }
            return true
        }
        return names.withLock(\.self)
    }
}

extension KnownCustomer {
    /// Adds what a document tells of the customer.
    ///
    /// - Returns: Whether it names the customer.
    fileprivate mutating func add(_ document: RawDocument, if reference: CustomerReference) -> Bool {
        var isNamed = false
        for case .invoice(let invoice) in (try? document.read()) ?? [] {
            let tax = TaxIdentity(invoice.codUnicClient)
            guard reference.names(invoice.denumireClient, tax) else { continue }
            isNamed = true
            add(name: invoice.denumireClient)
            if let tax { add(code: tax) }
            add(invoice: invoice.name.key)
        }
        return isNamed
    }
}

// MARK: Directory

extension CustomerErasure {
    /// Forgets the customer's names under its locks.
    ///
    /// That counts as a change of the customers: a worker that learned before that there is no such company asks the server
    /// again, as the trace of another worker's creation may be gone.
    private func forgetNames(
        of customer: KnownCustomer,
        _ eraser: CustomerEraser,
        isTrial: Bool
    ) async throws(SyncError) -> Int {
        if isTrial { return try await store.forgetNames(isTrial: true) { eraser.concerns($0) } }
        let locks = customer.keys.map { LockName(.customer, $0) }.sorted { $0.description < $1.description }
        var taken: [LockName] = []
        let outcome = await result { () async throws(SyncError) in
            for lock in locks {
                try await take(lock)
                taken.append(lock)
            }
            return try await store.forgetNames(isTrial: false) { eraser.concerns($0) }
        }
        for lock in taken {
            _ = try await uncancelled { [store, owner] () async throws(SyncError) in
                try await store.unlock(lock, owner: owner, changed: true)
            }
        }
        return try outcome.get()
    }

    /// Waits for a lock; the name of a customer that a worker held when it died goes with it.
    private func take(_ lock: LockName) async throws(SyncError) {
        let deadline = environment.elapsed() + leaseDuration * 3
        while true {
            guard case .held = try await store.lock(lock, owner: owner, for: Self.lockDuration) else { return }
            guard environment.elapsed() < deadline else {
                let message = "another worker has looked the customer up for \(leaseDuration * 3): try again later"
                throw SyncError(.locked, message, isTransient: true)
            }
            try await environment.pause(.milliseconds(200), in: "the erasure")
        }
    }
}
