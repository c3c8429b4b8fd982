import Foundation

/// One run of one program.
struct Measurement: Sendable, Codable {
    let kind: Program.Kind
    /// The program with its settings.
    let program: String
    let round: Int
    let client: ProgramUsage
    let server: ServerUsage
}

/// What a benchmark found.
struct Report: Sendable, Codable {
    let server: String
    let documents: Int
    let invoices: Int
    let lines: Int
    let customers: Int
    let parts: Int
    /// The best setting of each program.
    let summaries: [Summary]
    let measurements: [Measurement]

    init(server: String, workload: Workload, measurements: [Measurement]) {
        self.server = server
        documents = workload.documents.count
        invoices = workload.invoices.count
        lines = workload.invoices.reduce(0) { $0 + $1.lines.count }
        customers = workload.customers.count
        parts = workload.parts.count
        summaries = Summary.best(of: measurements)
        self.measurements = measurements
    }

    func summary(of kind: Program.Kind) -> Summary? { summaries.first { $0.kind == kind } }

    /// How much more a program took than the floor, in all that was measured of both.
    func ratios(of kind: Program.Kind) -> [(name: String, value: Double)] {
        guard let floor = summary(of: .floor), let program = summary(of: kind) else { return [] }
        let pairs: [(String, Double?, Double?)] = [
            ("wall time", program.wall, floor.wall),
            ("requests", program.requests, floor.requests),
            ("server CPU", program.serverCPU, floor.serverCPU),
        ]
        return pairs.compactMap { name, value, least in
            guard let value, let least, least > 0 else { return nil }
            return (name, value / least)
        }
    }
}

/// The medians of a program's rounds.
struct Summary: Sendable, Codable {
    let kind: Program.Kind
    let program: String
    /// Seconds from start to end.
    let wall: Double
    /// Seconds; nil where nobody could tell.
    let serverCPU: Double?
    let requests: Double?
    let failed: Double?
    /// Seconds.
    let clientCPU: Double
    /// Bytes.
    let peakMemory: Double

    /// Milliseconds of the client's CPU for each request.
    var clientCPUPerRequest: Double? { requests.map { clientCPU * 1000 / max($0, 1) } }

    /// Of each program the setting with the shortest median wall time.
    static func best(of measurements: [Measurement]) -> [Summary] {
        Program.Kind.allCases.compactMap { kind in
            let settings = Dictionary(grouping: measurements.filter { $0.kind == kind }, by: \.program)
            return settings.values.compactMap { Summary($0) }.min { $0.wall < $1.wall }
        }
    }

    init?(_ rounds: [Measurement]) {
        guard let first = rounds.first, let wall = Self.median(rounds.map(\.client.wall)),
            let clientCPU = Self.median(rounds.map(\.client.cpu)),
            let peakMemory = Self.median(rounds.map { Double($0.client.peakMemory) })
        else { return nil }
        kind = first.kind
        program = first.program
        self.wall = wall
        self.clientCPU = clientCPU
        self.peakMemory = peakMemory
        serverCPU = Self.median(rounds.compactMap(\.server.cpu))
        requests = Self.median(rounds.compactMap(\.server.count).map(Double.init))
        failed = Self.median(rounds.compactMap(\.server.failed).map(Double.init))
    }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
