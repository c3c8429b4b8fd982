import Foundation
public import InvenTreeClient
public import InvoiceSync
import Synchronization

/// The figures of one process, for `/metrics`.
///
/// It observes the client (each HTTP exchange) and the scheduler (each run). All label values are of a few: routes have
/// `{id}` in place of keys, and what is beyond ``routeLimit`` of them is counted as `other`.
public final class ServiceMetrics: ExchangeObserver {
    private struct Exchanges: Hashable {
        let method: String
        let route: String
        let outcome: String
    }

    private struct State {
        var exchanges: [Exchanges: Int] = [:]
        var latencies: [String: Histogram] = [:]
        var retries: [String: Int] = [:]
        var runs: [Job.Status: Int] = [:]
        var runDurations = Histogram(bounds: [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600])
        var totals = RunReport()
        var current: RunRecord?
        var isOutage = false
        var lastSuccess: Double?
    }

    /// How many routes have figures of their own.
    public static let routeLimit = 64

    private let state = Mutex(State())

    /// Figures that are all zero.
    public init() {}

    /// Counts an exchange with the server.
    public func exchangeEnded(_ exchange: Exchange) {
        state.withLock { state in
            let isKnown = state.latencies[exchange.route] != nil || state.latencies.count < Self.routeLimit
            let route = isKnown ? exchange.route : "other"
            let outcome = exchange.status.map { "\($0 / 100)xx" } ?? exchange.errorCode?.rawValue ?? "none"
            state.exchanges[Exchanges(method: exchange.method, route: route, outcome: outcome), default: 0] += 1
            let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
            state.latencies[route, default: Histogram(bounds: bounds)].observe(exchange.duration)
            state.retries[route, default: 0] += exchange.attempt > 1 ? 1 : 0
        }
    }

    /// Takes note of how a run of this process stands.
    ///
    /// - Parameter run: The run.
    public func runChanged(_ run: RunRecord) {
        state.withLock { state in
            guard let ended = run.ended else {
                state.current = run
                return
            }
            state.current = nil
            state.runs[run.status ?? .aborted, default: 0] += 1
            state.runDurations.observe(.seconds(ended.timeIntervalSince(run.began)))
            state.totals.add(run.report)
            // A run that was asked to end has nothing to say of the world.
            if run.status != .aborted { state.isOutage = run.report.stopped?.cause == .outage }
            if run.status == .ok || run.status == .partial { state.lastSuccess = ended.timeIntervalSince1970 }
        }
    }
}

extension ServiceMetrics {
    /// All figures.
    ///
    /// - Parameter documents: How many documents there are in each state; nil where the store cannot be asked.
    /// - Returns: The metrics in the order in which they are shown.
    func families(documents: StoreCounts?) -> [MetricFamily] {
        let state = state.withLock(\.self)
        return documentFamilies(documents) + runFamilies(state) + exchangeFamilies(state)
    }

    private func documentFamilies(_ counts: StoreCounts?) -> [MetricFamily] {
        let up = gauge("store_up", "Whether the store answers.", counts == nil ? 0 : 1)
        guard let counts else { return [up] }
        let samples = DocumentState.allCases.map { state in
            MetricFamily.Sample([.init(name: "state", value: state.rawValue)], Double(counts[state]))
        }
        let help = "Documents in the store by state."
        return [
            up, MetricFamily(name: "invsync_documents", kind: .gauge, help: help, samples: samples),
            gauge("documents_with_warnings", "Documents whose log has warnings.", Double(counts.warned)),
        ]
    }

    private func runFamilies(_ state: State) -> [MetricFamily] {
        // The run under way counts as it goes.
        var totals = state.totals
        if let current = state.current { totals.add(current.report) }
        let (documents, invoices, written) = (totals.documents, totals.invoices, totals.written)
        let statuses: [Job.Status] = [.ok, .partial, .failed, .aborted]
        return [
            counter(
                "runs_total",
                "Runs by how they ended.",
                "status",
                statuses.map { ($0.rawValue, state.runs[$0] ?? 0) }
            ),
            MetricFamily(
                name: "invsync_run_duration_seconds",
                kind: .histogram,
                help: "How long runs took.",
                samples: state.runDurations.samples([])
            ),
            gauge("run_under_way", "Whether a run is under way in this process.", state.current == nil ? 0 : 1),
            gauge(
                "breaker_open",
                "Whether the last run ended because InvenTree or the store was out of reach.",
                state.isOutage ? 1 : 0
            ),
            gauge("last_success_timestamp_seconds", "When a run last succeeded.", state.lastSuccess ?? 0),
            counter(
                "documents_processed_total",
                "Documents by how runs left them.",
                "result",
                [
                    ("ok", documents.ok), ("mixed", documents.mixed), ("failed", documents.failed),
                    ("given_back", documents.givenBack),
                ]
            ),
            counter("lease_losses_total", "Documents lost to another worker.", documents.lost),
            counter(
                "invoices_total",
                "Invoices by result.",
                "result",
                [
                    ("ok", invoices.ok), ("partial", invoices.partial), ("failed", invoices.failed),
                    ("skipped", invoices.skipped),
                ]
            ),
            counter("warnings_total", "Warnings in the logs of invoices.", totals.warnings),
            counter(
                "rows_written_total",
                "Rows written on the server.",
                "kind",
                [
                    ("customer", written.customers), ("order", written.orders),
                    ("order_updated", written.ordersUpdated), ("line_added", written.linesAdded),
                    ("line_updated", written.linesUpdated), ("line_removed", written.linesRemoved),
                ]
            ),
        ]
    }

    private func exchangeFamilies(_ state: State) -> [MetricFamily] {
        let requests = state.exchanges.map { key, count in
            MetricFamily.Sample(
                [
                    .init(name: "method", value: key.method), .init(name: "route", value: key.route),
                    .init(name: "outcome", value: key.outcome),
                ],
                Double(count)
            )
        }
        let latencies = state.latencies.sorted { $0.key < $1.key }
            .flatMap { route, histogram in histogram.samples([.init(name: "route", value: route)]) }
        return [
            MetricFamily(
                name: "invsync_inventree_requests_total",
                kind: .counter,
                help: "Requests to InvenTree by method, route and class of status, or kind of failure.",
                samples: requests.sorted { $0.labels.map(\.value).joined() < $1.labels.map(\.value).joined() }
            ),
            MetricFamily(
                name: "invsync_inventree_request_duration_seconds",
                kind: .histogram,
                help: "How long requests to InvenTree took, by route.",
                samples: latencies
            ),
            counter(
                "inventree_retries_total",
                "Requests to InvenTree that repeated an earlier one, by route.",
                "route",
                state.retries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            ),
        ]
    }

    private func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(name: "invsync_\(name)", kind: .gauge, help: help, samples: [.init([], value)])
    }

    private func counter(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(name: "invsync_\(name)", kind: .counter, help: help, samples: [.init([], Double(value))])
    }

    private func counter(_ name: String, _ help: String, _ label: String, _ values: [(String, Int)]) -> MetricFamily {
        let samples = values.map { MetricFamily.Sample([.init(name: label, value: $0.0)], Double($0.1)) }
        return MetricFamily(name: "invsync_\(name)", kind: .counter, help: help, samples: samples)
    }
}

extension RunReport {
    /// Adds up what is counted.
    fileprivate mutating func add(_ other: RunReport) {
        documents.ok += other.documents.ok
        documents.mixed += other.documents.mixed
        documents.failed += other.documents.failed
        documents.givenBack += other.documents.givenBack
        documents.lost += other.documents.lost
        invoices.ok += other.invoices.ok
        invoices.partial += other.invoices.partial
        invoices.failed += other.invoices.failed
        invoices.skipped += other.invoices.skipped
        warnings += other.warnings
        written.customers += other.written.customers
        written.orders += other.written.orders
        written.ordersUpdated += other.written.ordersUpdated
        written.linesAdded += other.written.linesAdded
        written.linesUpdated += other.written.linesUpdated
        written.linesRemoved += other.written.linesRemoved
    }
}
