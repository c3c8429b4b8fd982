/// What follows a disturbed run until everything is done: the correction of a workload, and further runs.
struct Sequel {
    private let bench: Bench
    private let worker: Worker
    /// The correction that is still to come.
    private var correction: Correction?
    /// The runs that it took.
    private(set) var runs: [Worker.Ending] = []
    private(set) var isFinished = false

    /// - Parameters:
    ///   - bench: The bench.
    ///   - workload: The workload.
    ///   - worker: Who does the runs.
    init(_ bench: Bench, _ workload: Workload, _ worker: Worker) {
        self.bench = bench
        self.worker = worker
        correction = workload.correction
    }

    /// Syncs the first documents to their end, and lets the correction come.
    mutating func correct() async throws {
        try await finishRuns(within: Bench.bound)
        try await receiveCorrection()
    }

    /// Lets the correction come as soon as there is an order to correct, and syncs everything to its end.
    ///
    /// - Parameters:
    ///   - bound: When a series of runs is given up; what is left is done by another call.
    ///   - toleratesLock: Whether the store may be locked, so that the correction comes by another call, too.
    /// - Throws: ``TortureError`` if a run hangs or the store cannot be asked.
    mutating func finish(within bound: Duration = Bench.bound, toleratingLock toleratesLock: Bool = false) async throws
    {
        if let correction {
            // Most often the first document has no result yet: both forms of the invoice are pending at once.
            if correction.order(on: bench.simulator) == nil { try await finishRuns(within: bound) }
            do { try await receiveCorrection() } catch { if !toleratesLock { throw error } }
        }
        if correction == nil { try await finishRuns(within: bound) }
    }

    private mutating func receiveCorrection() async throws {
        guard let correction else { return }
        try await bench.correct(correction)
        self.correction = nil
        isFinished = false
    }

    private mutating func finishRuns(within bound: Duration) async throws {
        let finish = try await bench.finish(by: worker, within: bound)
        runs += finish.runs
        isFinished = finish.isFinished
    }
}
