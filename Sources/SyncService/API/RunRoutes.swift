import Hummingbird
import InvoiceSync

/// The runs on record, and the one that is under way.
struct RunRoutes: Sendable {
    let scheduler: SyncScheduler

    var routes: [Route] {
        [
            Route(.get, "/api/system/runs", for: .token(.reader)) { request, _ in
                let query = try Query(request, allowing: ["before", "limit"])
                let limit = try query.number("limit", in: 1...200) ?? 50
                let before = query.text("before")
                let stored = try await scheduler.store.runs(of: scheduler.runs.job, before: before, limit: limit)
                let next = stored.count == limit ? stored.last?.id : nil
                return .json(RunList(runs: stored.map(live), next: next))
            },
            Route(.get, "/api/system/runs/{id}", for: .token(.reader)) { request, context in
                _ = try Query(request, allowing: [])
                let id = context.parameters.get("id") ?? ""
                // A run that has just begun may not be on record yet.
                if let latest = scheduler.watch.latest, latest.id == id { return .json(latest) }
                guard let run = try await scheduler.store.run(id), run.job == scheduler.runs.job else {
                    throw APIError.notFound("such run, or no longer")
                }
                return .json(run)
            },
        ]
    }

    /// The store hears of a run three times in a lease; this process knows more of its own.
    private func live(_ run: RunRecord) -> RunRecord {
        guard let current = scheduler.currentRun, current.id == run.id else { return run }
        return current
    }
}

private struct RunList: Encodable {
    let runs: [RunRecord]
    /// Where the next page begins; absent on the last one.
    let next: String?
}

/// Whether a request waits for the end of the run that it began.
struct RunWait: Sendable {
    private let limit: Duration?

    /// The longest wait in seconds.
    static let longest = 600

    /// `?wait` waits as long as may be, `?wait=30` for 30 seconds.
    init(_ query: Query) throws(APIError) {
        switch query.text("wait") {
        case nil: limit = query.has("wait") ? .seconds(Self.longest) : nil
        case "true": limit = .seconds(Self.longest)
        default: limit = try query.number("wait", in: 0...Self.longest).map { .seconds($0) }
        }
    }

    /// 200 with a run that has ended, 202 with one that goes on.
    func answer(_ run: RunRecord, _ scheduler: SyncScheduler) async throws -> Response {
        let latest = limit == nil ? run : await scheduler.end(of: run, within: limit ?? .zero)
        var response = Response.json(latest, status: latest.ended == nil ? .accepted : .ok)
        response.headers[.location] = "/api/system/runs/\(run.id)"
        return response
    }
}

extension SyncScheduler {
    /// Waits for the end of a run of this process.
    ///
    /// - Returns: The run as it is then, or when the wait is over.
    func end(of run: RunRecord, within limit: Duration) async -> RunRecord {
        await withTaskGroup(of: RunRecord?.self) { group in
            group.addTask {
                for await latest in self.watch.changes() where latest.id != run.id || latest.ended != nil {
                    return latest.id == run.id ? latest : try? await self.store.run(run.id)
                }
                return nil
            }
            group.addTask {
                try? await self.environment.sleep(limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? self.watch.latest.flatMap { $0.id == run.id ? $0 : nil } ?? run
        }
    }
}
