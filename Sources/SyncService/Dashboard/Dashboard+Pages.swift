import FGOModels
import Foundation
import HTTPTypes
import Hummingbird
import InvoiceSync

extension Dashboard {
    /// How many runs the overview lists, and how many a page of older ones.
    private static let (recent, older) = (12, 50)

    /// The overview, also in answer to a form that could not be done.
    func overview(_ visit: Visit, after error: ServiceError? = nil, typed: String? = nil) async throws -> Response {
        let snapshot = try await scheduler.snapshot(health)
        let words = Wording(now: snapshot.now, zone: scheduler.zone)
        let verdict = VerdictView(Verdict(of: snapshot, words))
        var frame = frame(verdict.first.headline, visit.request, visit.session)
        frame.isChanging = snapshot.current != nil
        let job = panel(snapshot, words, typed: typed, error: typed == nil ? nil : error?.message)
        let failing = snapshot.counts.failed + snapshot.counts.mixed
        let isMore = failing > snapshot.failing.count
        let view = OverviewView(
            frame: frame,
            verdict: verdict,
            notice: typed == nil ? error?.message : nil,
            event: snapshot.event,
            job: job,
            tiles: DocumentState.allCases.map { StateTile($0, snapshot) },
            past: snapshot.past(words),
            pastSince: snapshot.history.count > 1 ? snapshot.history.first.map { words.moment($0.at) } : nil,
            failing: snapshot.failing.map { FailingDocument($0, words) },
            failingCount: failing > 0 ? Wording.count(failing, "document") : nil,
            moreFailing: isMore ? snapshot.failing.last.map(Self.addressOfMore) : nil,
            waiting: snapshot.waiting.map { WaitingDocument($0, words) },
            waitingCount: snapshot.waiting.isEmpty ? nil : Wording.count(snapshot.counts.waiting, "document"),
            moreWaiting: snapshot.othersWaiting,
            runs: snapshot.runs.prefix(Self.recent).map { RunRow($0, words) },
            moreRuns: snapshot.runs.count > Self.recent ? "/runs?before=\(snapshot.runs[Self.recent - 1].id)" : nil
        )
        return try templates.page(view, "overview", status: error.map { APIError($0).status } ?? .ok)
    }

    private func panel(_ snapshot: Snapshot, _ words: Wording, typed: String?, error: String?) -> JobPanel {
        JobPanel(
            name: snapshot.job.name,
            enabled: snapshot.job.enabled,
            schedule: snapshot.job.schedule,
            zone: scheduler.zone.identifier,
            scheduleError: snapshot.scheduleError,
            typed: typed ?? snapshot.job.schedule,
            typedError: error,
            next: snapshot.job.nextRun.map(words.moment),
            progress: snapshot.current.map { JobPanel.Progress($0, words) }
        )
    }

    /// Where the failing documents after one are.
    private static func addressOfMore(after document: StoredDocument) -> String {
        let id = document.document.id.value.json
        return "/failing?after=\(id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }
}

extension Snapshot {
    /// The number of waiting documents that are not shown, in words.
    fileprivate var othersWaiting: String? {
        let others = counts.waiting - waiting.count
        return others > 0 && !waiting.isEmpty ? Wording.count(others, "more document") : nil
    }

    fileprivate func past(_ words: Wording) -> [OverviewView.Past] {
        history.reversed().map { point in
            let numbers = DocumentState.allCases.map { Wording.number(point.counts[$0]) }
            return OverviewView.Past(at: words.moment(point.at), numbers: numbers)
        }
    }
}

extension Dashboard {
    private struct RunsView: Sendable {
        let frame: Frame
        let runs: [RunRow]
        let moreRuns: String?
    }

    private struct FailingView: Sendable {
        let frame: Frame
        let failing: [FailingDocument]
        let failingCount: String?
        let moreFailing: String?
    }

    /// Older runs.
    func runs(_ visit: Visit) async throws -> Response {
        let query = try Query(visit.request, allowing: ["before"])
        let job = scheduler.runs.job
        let runs = try await scheduler.store.runs(of: job, before: query.text("before"), limit: Self.older)
        let view = RunsView(
            frame: frame("Runs", visit.request, visit.session),
            runs: runs.map { RunRow($0, wording) },
            moreRuns: runs.count == Self.older ? runs.last.map { "/runs?before=\($0.id)" } : nil
        )
        return try templates.page(view, "runs")
    }

    /// More failing documents.
    func failing(_ visit: Visit) async throws -> Response {
        let query = try Query(visit.request, allowing: ["after"])
        let documents = try await scheduler.store.newest(
            Snapshot.failing,
            in: [.failed, .mixed],
            after: try query.document("after")
        )
        let isFull = documents.count == Snapshot.failing
        let view = FailingView(
            frame: frame("Failing invoices", visit.request, visit.session),
            failing: documents.map { FailingDocument($0, wording) },
            failingCount: nil,
            moreFailing: isFull ? documents.last.map(Self.addressOfMore) : nil
        )
        return try templates.page(view, "failing")
    }
}

extension Dashboard {
    private struct RunView: Sendable {
        struct Figure: Sendable {
            let name: String
            let value: String
        }

        let frame: Frame
        let event: String?
        let run: RunRow
        let ended: Moment?
        let worker: String
        let output: String?
        let progress: JobPanel.Progress?
        let figures: [Figure]
    }

    /// One run, with what it said.
    func run(_ visit: Visit) async throws -> Response {
        let id = visit.context.parameters.get("id") ?? ""
        let latest = scheduler.watch.latest
        let own = latest.flatMap { $0.id == id ? $0 : nil }
        let stored = own == nil ? try await scheduler.store.run(id) : own
        guard let run = stored, run.job == scheduler.runs.job else { throw APIError.notFound("such run, or no longer") }
        let row = RunRow(run, wording)
        var frame = frame("Run of \(row.began.text): \(row.status.word)", visit.request, visit.session)
        frame.isChanging = run.ended == nil
        let nothing = "none"
        let view = RunView(
            frame: frame,
            event: latest?.event,
            run: row,
            ended: run.ended.map(wording.moment),
            worker: run.worker,
            output: run.output,
            progress: run.ended == nil ? JobPanel.Progress(run, wording) : nil,
            figures: [
                .init(name: "Documents", value: row.documents.isEmpty ? nothing : row.documents),
                .init(name: "Invoices", value: row.invoices.isEmpty ? nothing : row.invoices),
                .init(name: "Written", value: row.written.isEmpty ? nothing : row.written),
            ] + [run.documents.map { .init(name: "Store after it", value: $0.words) }].compactMap(\.self)
        )
        return try templates.page(view, "run")
    }
}

extension StoreCounts {
    /// The states that there are documents in.
    fileprivate var words: String {
        Wording.figures(DocumentState.allCases.map { (self[$0], Badge($0).word) })
    }
}
