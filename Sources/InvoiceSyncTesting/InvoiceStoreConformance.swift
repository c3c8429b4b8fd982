public import Foundation
public import InvoiceSync

/// What every `InvoiceStore` must do, as checks that a test target runs.
///
/// ```swift
/// @Test(arguments: InvoiceStoreConformance.checks)
/// func conforms(to check: InvoiceStoreConformance.Check) async throws {
///     try await InvoiceStoreConformance { now in MyStore(now: now) }.run(check)
/// }
/// ```
///
/// A check that fails throws ``ConformanceFailure``, which names the rule and the line of the check. The suite imports no
/// test library, so that it serves Swift Testing, XCTest and a program that checks a server before it is used, and so that
/// linking it needs nothing that only a test target is given.
public struct InvoiceStoreConformance: Sendable {
    /// Makes the store of one check: empty, and with the given clock as its only one.
    public typealias StoreFactory = @Sendable (_ now: @escaping @Sendable () -> Date) async throws -> any InvoiceStore

    private let makeStore: StoreFactory

    /// A suite for one kind of store.
    ///
    /// - Parameter makeStore: Makes a fresh, empty store for each check.
    public init(makeStore: @escaping StoreFactory) {
        self.makeStore = makeStore
    }

    /// Runs one check on a store of its own.
    ///
    /// - Parameter check: One of ``checks``.
    /// - Throws: ``ConformanceFailure`` where the store breaks the rule, and whatever the store or its factory throws.
    public func run(_ check: Check) async throws {
        let time = ManualTime()
        let store = try await makeStore { time.now }
        try await check.body(Bench(store: store, time: time))
    }

    /// Every check, each apart from the others.
    public static let checks: [Check] = [
        InsertChecks.all, ImportChecks.all, ExactnessChecks.all, ClaimChecks.all, LeaseChecks.all, ResultChecks.all,
        RetryChecks.all, BegunChecks.all, QueryChecks.all, LockChecks.all, GenerationChecks.all, DirectoryChecks.all,
        JobChecks.all, RunChecks.all, AuditChecks.all, LedgerChecks.all, ReceiptChecks.all, SourceChecks.all,
        RetentionChecks.all,
    ].flatMap(\.self)

    /// One rule of the protocol.
    public struct Check: Sendable, Identifiable, CustomStringConvertible {
        /// The rule in a sentence; no two checks have the same.
        public let id: String
        let body: @Sendable (Bench) async throws -> Void

        init(_ rule: String, _ body: @escaping @Sendable (Bench) async throws -> Void) {
            id = rule
            self.body = body
        }

        /// The rule.
        public var description: String { id }
    }
}
