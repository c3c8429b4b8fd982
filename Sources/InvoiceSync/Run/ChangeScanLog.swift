import FGOModels
import Foundation

/// The last search for documents that other programs edited, which decides when the next one is due.
struct ChangeScanLog: Sendable {
    /// A search that takes longer is made once a day (`auto`).
    static let quick = Duration.seconds(5)

    private struct Entry: Codable {
        let began: Date
        let seconds: Double
    }

    private let store: any InvoiceStore

    init(_ store: any InvoiceStore) {
        self.store = store
    }

    /// Whether a search is due.
    ///
    /// - Parameters:
    ///   - policy: The setting.
    ///   - now: The present.
    /// - Returns: Whether it is.
    /// - Throws: ``SyncError`` if the store cannot be read.
    func isDue(_ policy: SyncConfiguration.ChangeScan, at now: Date) async throws(SyncError) -> Bool {
        if policy == .never { return false }
        if policy == .everyRun { return true }
        guard let text = try await store.text(of: .changeScan),
            let last = try? JSONDecoder().decode(Entry.self, from: Data(text.utf8))
        else { return true }
        let isDayOver = now.timeIntervalSince(last.began) >= 86_400
        return isDayOver || policy == .auto && Duration.seconds(last.seconds) < Self.quick
    }

    /// Remembers a search.
    ///
    /// - Parameters:
    ///   - began: Its begin.
    ///   - duration: The time that it took.
    /// - Throws: ``SyncError`` if the store cannot be written.
    func record(began: Date, took duration: Duration) async throws(SyncError) {
        let entry = Entry(began: began, seconds: duration / .seconds(1))
        guard let data = try? JSONEncoder().encode(entry) else { return }
        try await store.keep(String(decoding: data, as: UTF8.self), as: .changeScan)
    }
}
