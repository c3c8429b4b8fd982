import Foundation
public import Logging

/// What the work in hand is about, as lines of a log carry it.
///
/// It goes with the task and its children, so that whoever logs within it can tell.
enum LogContext {
    /// What it can be about.
    enum Name: String {
        case run, document, invoice
    }

    @TaskLocal static var current: Logger.Metadata = [:]

    /// Runs a body that is about something.
    ///
    /// - Parameters:
    ///   - name: What kind of thing that is.
    ///   - value: Which one.
    ///   - body: The work.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    static func about<Value>(
        _ name: Name,
        _ value: some CustomStringConvertible,
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        var metadata = current
        metadata[name.rawValue] = "\(value)"
        let outcome = await $current.withValue(metadata) { await result(of: body) }
        return try outcome.get()
    }

    /// Runs a body within a run: the one that is on record, or one of its own where nobody keeps record of it.
    static func inRun<Value>(
        at moment: Date,
        _ body: () async throws(SyncError) -> Value
    ) async throws(SyncError) -> Value {
        if current[Name.run.rawValue] != nil { return try await body() }
        return try await about(.run, RunRecord.newID(at: moment), body)
    }
}

extension Logger.MetadataProvider {
    /// What the sync is at, for whoever logs within a run: `run`, `document` and `invoice`, where there is one.
    ///
    /// The engine's own lines carry them without it. A logger that has it, the client's say, tells of which invoice the
    /// request was that is repeated:
    ///
    /// ```swift
    /// let logger = Logger(label: "billing", metadataProvider: .invoiceSync)
    /// ```
    public static let invoiceSync = Logger.MetadataProvider { LogContext.current }
}

extension Logger {
    /// A logger whose lines say what the work in hand is about, also where its handler knows no metadata providers.
    var inContext: Logger {
        LogContext.current.reduce(into: self) { logger, entry in logger[metadataKey: entry.key] = entry.value }
    }
}
