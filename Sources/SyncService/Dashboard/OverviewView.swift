import Foundation
import InvoiceSync

// What the templates name: stored properties alone, since templates find these and no others. Two that lie within one
// another have no name in common: where the inner one is nil, a template would find the outer.

/// What every page has.
struct Frame: Sendable {
    let title: String
    /// What stands before every address; see ``BasePath``.
    let base: String
    /// The page's own address below that, to look again.
    let address: String
    let loaded: Moment
    /// What its forms send; nil where nobody may send any.
    let formToken: String?
    let maySignOut: Bool
    /// A Boolean value that indicates whether the page has buttons that change something.
    let mayChange: Bool
    /// Whether a browser without the script is to load it again by itself.
    var isChanging = false
}

/// A state or status: a class for the eye, a word for everybody.
struct Badge: Sendable {
    let kind: String
    let word: String

    init(_ status: Job.Status?) {
        kind = status?.rawValue ?? "running"
        word = status?.rawValue ?? "under way"
    }

    init(_ state: DocumentState) {
        kind = state == .mixed ? "partial" : state.rawValue
        word =
            switch state {
            case .held: "in hand"
            case .mixed: "partial"
            default: state.rawValue
            }
    }
}

/// What there is to know first.
struct VerdictView: Sendable {
    struct FindingView: Sendable {
        let level: String
        let headline: String
        let detail: String?
        let remedy: String?
    }

    let kind: String
    let first: FindingView
    let others: [FindingView]

    init(_ verdict: Verdict) {
        let views = verdict.findings.map {
            FindingView(level: "\($0.level)", headline: $0.headline, detail: $0.detail, remedy: $0.remedy)
        }
        first = views.first ?? FindingView(level: "well", headline: "", detail: nil, remedy: nil)
        others = Array(views.dropFirst())
        kind = first.level
    }
}

/// The job, its switch and its schedule.
struct JobPanel: Sendable {
    let name: String
    let enabled: Bool
    let schedule: String
    let zone: String
    let scheduleError: String?
    /// What stands in the field: the schedule, or what somebody typed that is none.
    let typed: String
    /// Why what somebody typed is no schedule.
    let typedError: String?
    let next: Moment?
    let progress: Progress?

    /// A run that is under way.
    struct Progress: Sendable {
        let id: String
        let why: String
        let since: Moment
        let worker: String
        let done: Int
        let expected: Int
        let figures: String

        init(_ run: RunRecord, _ wording: Wording) {
            id = run.id
            why = run.trigger.words
            since = wording.moment(run.began)
            worker = run.worker
            done = run.report.documents.done
            expected = max(run.report.documents.expected, done)
            figures = "\(Wording.number(done)) of \(Wording.count(expected, "document"))"
        }
    }
}

/// A run in the list of runs.
struct RunRow: Sendable {
    let id: String
    let began: Moment
    let why: String
    let status: Badge
    let took: String
    let documents: String
    let invoices: String
    let written: String
    /// What stands in place of figures where there are none.
    let said: String?

    init(_ run: RunRecord, _ wording: Wording) {
        id = run.id
        began = wording.moment(run.began)
        why = run.trigger.words
        status = Badge(run.ended == nil ? nil : run.status ?? .aborted)
        took = run.duration(at: wording.now)
        let (documents, invoices, written) = (run.report.documents, run.report.invoices, run.report.written)
        said = documents.done > 0 || run.ended == nil ? nil : run.firstLine
        self.documents = Wording.figures([
            (documents.ok, "ok"), (documents.mixed, "partial"), (documents.failed, "failed"),
            (documents.givenBack, "given back"), (documents.lost, "lost"),
        ])
        self.invoices = Wording.figures([
            (invoices.ok, "ok"), (invoices.partial, "partial"), (invoices.failed, "failed"),
            (invoices.skipped, "skipped"), (run.report.warnings, run.report.warnings == 1 ? "warning" : "warnings"),
        ])
        self.written = Wording.figures([
            (written.orders, written.orders == 1 ? "order" : "orders"),
            (written.linesAdded, written.linesAdded == 1 ? "line" : "lines"),
            (written.linesUpdated, "changed"), (written.linesRemoved, "removed"),
            (written.customers, written.customers == 1 ? "customer" : "customers"),
        ])
    }
}

/// The documents of one state, now and over time.
struct StateTile: Sendable {
    let state: Badge
    let count: String
    let isNone: Bool
    let meaning: String
    let history: StateHistory

    init(_ state: DocumentState, _ snapshot: Snapshot) {
        self.state = Badge(state)
        count = Wording.number(snapshot.counts[state])
        isNone = snapshot.counts[state] == 0
        meaning =
            switch state {
            case .pending: "to be synced"
            case .waiting: "for another try"
            case .held: "being synced now"
            case .ok: "all in InvenTree"
            case .mixed: "something missing"
            case .failed: "not in InvenTree"
            }
        history = StateHistory(of: state, snapshot.history)
    }
}

/// The overview.
struct OverviewView: Sendable {
    let frame: Frame
    let verdict: VerdictView
    let notice: String?
    let event: String?
    let job: JobPanel
    let tiles: [StateTile]
    let past: [Past]
    let pastSince: Moment?
    let failing: [FailingDocument]
    let failingCount: String?
    let moreFailing: String?
    let waiting: [WaitingDocument]
    let waitingCount: String?
    let moreWaiting: String?
    let runs: [RunRow]
    let moreRuns: String?

    /// The counts after a run, as a row of the table beside the pictures.
    struct Past: Sendable {
        let at: Moment
        let numbers: [String]
    }
}

extension RunRecord {
    /// How what it said begins.
    fileprivate var firstLine: String? {
        output?.split(separator: "\n").first.map { $0.count > 200 ? "\($0.prefix(199))…" : String($0) }
    }
}

extension RunRecord.Trigger {
    /// Why a run was begun, in words.
    var words: String {
        switch self {
        case .schedule: "by schedule"
        case .manual: "by hand"
        case .retry: "retry"
        }
    }
}
