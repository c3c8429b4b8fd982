import FGOModels
import Foundation

/// A run of mutants, as the environment asks for it.
struct MutationRun {
    let seed: UInt64
    let numbers: Range<Int>
    /// Whether somebody asked for this run, and wants to read what it came to.
    let isAsked: Bool
    var isLong: Bool { numbers.count > Self.shortCount }

    private static let shortCount = 1000

    init(_ environment: [String: String]) {
        seed = environment["INVSYNC_SEED"].flatMap(UInt64.init) ?? 1
        let count = environment["INVSYNC_MUTATIONS"].flatMap { Int($0) } ?? Self.shortCount
        let only = environment["INVSYNC_DOCUMENT"].flatMap { Int($0) }
        isAsked = environment.keys.contains { $0.hasPrefix("INVSYNC_") }
        numbers = only.map { $0..<$0 + 1 } ?? 0..<max(count, 1)
    }

    func command(repeating number: Int) -> String {
        "INVSYNC_SEED=\(seed) INVSYNC_DOCUMENT=\(number) swift test --filter MutationTests"
    }

    /// Sends each mutant on its way, every tenth of them twice.
    ///
    /// - Parameter onFault: Called with the mutant's number and what did not hold.
    /// - Returns: What the run came to.
    func carryOut(onFault: (Int, String) -> Void) -> MutationReport {
        var report = MutationReport(run: self)
        let trail = Trail(seed: seed)
        for number in numbers {
            trail.mark(command(repeating: number))
            let start = ContinuousClock.now
            let journey = Journey(Mutant(seed: seed, number: number))
            report.add(journey, number, ContinuousClock.now - start)
            for fault in Set(journey.faults) { onFault(number, fault) }
            if number.isMultiple(of: 10), Journey(Mutant(seed: seed, number: number)).digest != journey.digest {
                onFault(number, "the same document ends in another way the second time")
            }
        }
        trail.end()
        return report
    }
}

/// What a run came to.
struct MutationReport: CustomStringConvertible {
    private let run: MutationRun
    private(set) var tally = Tally()
    private var digest = Fingerprint(of: "")
    private var count = 0
    private var slowest: (number: Int, time: Duration) = (0, .zero)
    private var spent = Duration.zero
    private var settled: Int?
    private var peak: Int?

    init(run: MutationRun) {
        self.run = run
    }

    mutating func add(_ journey: Journey, _ number: Int, _ time: Duration) {
        tally += journey.tally
        digest = Fingerprint(of: "\(digest) \(journey.digest)")
        count += 1
        spent += time
        if time > slowest.time { slowest = (number, time) }
        if count == run.numbers.count / 10 { settled = Self.residentBytes }
        if settled != nil, count.isMultiple(of: 100) { peak = max(peak ?? 0, Self.residentBytes ?? 0) }
    }

    /// By how much memory has grown at most since a tenth of the documents was done; nil where nobody can tell.
    var memoryGrowth: Int? {
        guard let settled, let peak else { return nil }
        return max(0, peak - settled)
    }

    var description: String {
        let seconds = spent / .seconds(1)
        let memory =
            memoryGrowth.map { "memory \((settled ?? 0) >> 20) MiB, at most \($0 >> 20) MiB more" } ?? "memory unknown"
        return "mutations: seed \(run.seed), \(count) mutants, \(Int(Double(count) / seconds))/s; \(tally); \(memory); "
            + "slowest \(slowest.number) in \(slowest.time); digest \(digest)"
    }

    /// What Linux says is in memory; nil elsewhere.
    private static var residentBytes: Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 << 10 }
    }
}
