import FGOModels
import Foundation

/// The decision which documents a run accepts, by their `source` (<doc:DocumentRules#Sources>).
///
/// A supplier's invoice must not become a sales order: while the setting names no sources, documents of one source are
/// accepted, and a second source stops every run until the setting names those that are meant.
struct SourceGate: Sendable {
    private let store: any InvoiceStore
    private let configured: Set<String>?

    init(_ store: any InvoiceStore, _ configuration: SyncConfiguration) {
        self.store = store
        configured = configuration.sources
    }

    /// The documents that a run accepts.
    ///
    /// - Returns: The filter for claims and queries.
    /// - Throws: ``SyncError`` with code ``SyncError/Code/preflight`` if the setting names no sources and there are several.
    func filter() async throws(SyncError) -> SourceFilter {
        if configured != nil { return SourceFilter(accepting: configured) }
        let pending = try await store.pendingSources()
        let seen = try await AcceptedSources.read(from: store)
        let all = seen.union(pending.keys.compactMap(\.self))
        guard all.count <= 1 else { throw Self.refusal(of: all, pending) }
        return .only([all.first, nil])
    }

    /// Remembers the sources of documents that a run has accepted.
    ///
    /// - Parameter filter: The decision of ``filter()``.
    /// - Throws: ``SyncError`` if the store cannot do its work.
    func remember(_ filter: SourceFilter) async throws(SyncError) {
        guard configured == nil, case .only(let sources) = filter else { return }
        try await AcceptedSources.add(sources.compactMap(\.self), to: store)
    }

    private static func refusal(of sources: Set<String>, _ pending: [String?: Int]) -> SyncError {
        let list = sources.sorted().map { "“\($0)” (\(pending[$0] ?? 0) pending)" }.joined(separator: ", ")
        let message =
            "the store holds documents of several sources: \(list). Set sources (INVSYNC_SOURCES) to those whose invoices "
            + "are to become sales orders"
        return SyncError(.preflight, message)
    }
}

extension Preflight {
    /// Checks that the sources of the pending documents are accepted, or that there is only one.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - configuration: The configuration, which may name sources.
    /// - Returns: The check, for `doctor`.
    /// - Throws: ``SyncError`` if the store cannot be read.
    public static func checkSources(
        in store: any InvoiceStore,
        _ configuration: SyncConfiguration
    ) async throws(SyncError) -> Check {
        do throws(SyncError) {
            guard case .only(let sources) = try await SourceGate(store, configuration).filter() else {
                return .ok("sources", "every document is accepted")
            }
            let names = sources.map { $0.map { "“\($0)”" } ?? "none" }.sorted().joined(separator: ", ")
            return .ok("sources", "documents of these sources are accepted: \(names)")
        } catch {
            guard error.code == .preflight else { throw error }
            return .failed("sources", error.message, "Set sources, or INVSYNC_SOURCES.")
        }
    }
}

/// The sources whose documents were accepted while the setting named none.
enum AcceptedSources {
    static func read(from store: any InvoiceStore) async throws(SyncError) -> Set<String> {
        guard let text = try await store.text(of: .acceptedSource),
            case .array(let values)? = try? JSONValue(json: Data(text.utf8))
        else { return [] }
        return Set(values.compactMap { if case .text(let source) = $0 { source } else { nil } })
    }

    static func add(_ sources: some Sequence<String>, to store: any InvoiceStore) async throws(SyncError) {
        let known = try await read(from: store)
        let all = known.union(sources)
        guard all != known else { return }
        try await store.keep(JSONValue.array(all.sorted().map(JSONValue.text)).json, as: .acceptedSource)
    }
}
