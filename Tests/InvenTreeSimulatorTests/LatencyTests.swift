import InvenTreeSimulator
import Testing

@Suite(.timeLimit(.minutes(1))) struct LatencyTests {
    private let profile = LatencyProfile.inventree

    // MARK: What requests cost

    @Test(arguments: [
        // What was measured at 2,000 companies, 2,000 parts, 1,000 orders of 10 lines.
        (LatencyProfile.Work.list(.companies, size: 2000, .words), 1, 49),
        (.create(.companies, behind: 0), 0, 44),
        (.list(.parts, size: 2000, .exact), 1, 163),
        (.create(.parts, behind: 1000), 0, 210),
        (.list(.orders, size: 1000, .exact), 1, 72),
        (.list(.orders, size: 1000, .words), 1, 82),
        (.create(.orders, behind: 0), 0, 91),
        (.list(.lines, size: 10_000, .exact), 10, 131),
        (.create(.lines, behind: 0), 0, 140),
        (.create(.extraLines, behind: 0), 0, 90),
        (.change(.orders), 0, 107),
        // And at 5,000 companies, 20,000 parts, 50,000 orders, 100,000 lines.
        (.create(.parts, behind: 20_000), 0, 713),
        (.create(.parts, behind: 0), 0, 153),
        (.list(.companies, size: 5000, .exact), 1, 27),
        (.list(.companies, size: 5000, .none), 5000, 825),
        (.search([.list(.companies, size: 5000, .expression(alternatives: 50))]), 50, 324),
        (.list(.parts, size: 20_000, .exact), 1, 152),
        (.list(.parts, size: 20_000, .expression(alternatives: 1)), 1, 207),
        (.list(.parts, size: 20_000, .words), 1, 383),
        (.search([.list(.parts, size: 20_000, .expression(alternatives: 50))]), 50, 1391),
        (.search([.list(.parts, size: 20_000, .expression(alternatives: 1000))]), 1000, 17_861),
        (.list(.orders, size: 50_000, .words), 1, 266),
        (.list(.orders, size: 50_000, .expression(alternatives: 1)), 1, 120),
        (.list(.lines, size: 100_000, .none), 0, 109),
    ])
    func costsAreTheContracts(work: LatencyProfile.Work, rows: Int, milliseconds: Int) {
        let cost = profile.cost(of: work) + profile.cost(ofRows: rows, of: work)
        let share = cost / .milliseconds(milliseconds)
        #expect((0.75...1.4).contains(share), "\(cost) for \(milliseconds) ms")
    }

    // MARK: Who waits for whom

    @Test func aRequestGoesToTheWorkerThatIsFreeFirst() {
        var pool = WorkerPool(profile)
        #expect(pool.serve(.milliseconds(100), at: .zero) == .milliseconds(100))
        #expect(pool.serve(.milliseconds(40), at: .zero) == .milliseconds(40))
        #expect(pool.serve(.milliseconds(10), at: .zero) == .milliseconds(50))
        #expect(pool.serve(.milliseconds(10), at: .milliseconds(60)) == .milliseconds(10))
    }

    @Test func twoWorkersDoTwiceAsMuchAndNoMore() {
        var pool = WorkerPool(profile)
        let waits = (1...8).map { _ in pool.serve(.milliseconds(140), at: .zero) }
        #expect(waits.max() == .milliseconds(560))
    }

    @Test func aFasterServerTakesItsShareOfTheTime() {
        var pool = WorkerPool(LatencyProfile(workers: 1, speed: 10))
        #expect(pool.serve(.milliseconds(140), at: .zero) == .milliseconds(14))
    }

    // MARK: In the server

    @Test func requestsTakeTheirTimeOnTheGivenClockAndCountWhatTheyCost() async throws {
        let clock = RecordingClock()
        var configuration = SimulatorConfiguration()
        configuration.latencyProfile = LatencyProfile(workers: 1_000, speed: 2)
        configuration.clock = clock
        try await withClient(configuration) { client async throws in
            for index in 1...10 { _ = try client.customer("Customer \(index)") }
            _ = try await client.post("/api/company/", #"{"name":"ACME"}"#)
            _ = try await client.get("/api/company/?limit=5")
            let list = LatencyProfile.Work.list(.companies, size: 11, .none)
            let costs = [
                profile.cost(of: .create(.companies, behind: 0)), profile.cost(of: list),
                profile.cost(ofRows: 5, of: list),
            ]
            #expect(clock.sleeps == costs.map { $0 / 2 })
            let entries = client.simulator.requestCounts.entries
            #expect(entries.map(\.method) == ["GET", "POST"])
            #expect(entries.map(\.cpu) == [costs[1] + costs[2], costs[0]])
            #expect(entries.map(\.statuses) == [[200: 1], [201: 1]])
        }
    }

    @Test func aTreeOfPrefixesIsCheaperThanAListOfNames() async throws {
        var configuration = SimulatorConfiguration()
        configuration.latencyProfile = LatencyProfile(workers: 1, speed: 1)
        configuration.clock = RecordingClock()
        func cost(of expression: String) async throws -> Duration {
            var cpu = Duration.zero
            try await withClient(configuration) { client async throws in
                for index in 1...100 { _ = try client.part("Part \(index)") }
                let body = #"{"search":"","limit":100,"part":{"name_regex":"\#(expression)"}}"#
                #expect(try await client.post("/api/search/", body).status == 200)
                cpu = client.simulator.requestCounts.entries.reduce(.zero) { $0 + $1.cpu }
            }
            return cpu
        }
        #expect(try await cost(of: "^(Part (1|2|3|4))$") < cost(of: "^(Part 1|Part 2|Part 3|Part 4)$"))
    }

    @Test func withoutAProfileNothingIsSleptOrCounted() async throws {
        let clock = RecordingClock()
        var configuration = SimulatorConfiguration()
        configuration.clock = clock
        try await withClient(configuration) { client async throws in
            _ = try await client.post("/api/company/", #"{"name":"ACME"}"#)
            #expect(clock.sleeps.isEmpty)
            #expect(client.simulator.requestCounts.entries.allSatisfy { $0.cpu == .zero })
        }
    }
}
