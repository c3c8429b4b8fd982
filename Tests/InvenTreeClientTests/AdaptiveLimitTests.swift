import Testing

@testable import InvenTreeClient

/// Where the limit settles, on servers that are modelled and need no time.
@Suite struct AdaptiveLimitTests {
    /// A server that shares its cores evenly among the requests that it works on, and a client that always has more.
    private struct Model {
        var cores = 2.0
        var serviceTime = 0.1
        var isOverloaded = false

        /// What becomes of the throughput where more requests than this are under way; nil for nothing.
        var collapsesBeyond: Int?
        var limit: AdaptiveLimit
        private(set) var largest = 0
        private(set) var time = 0.0

        /// What has been carried out, in seconds of one core.
        private(set) var done = 0.0

        private struct Request {
            let kind: RequestKind
            let began: Double
            let number: Int
            let wasFirst: Bool
            var work: Double
        }

        private var requests: [Request] = []
        private var begun = 0
        private var random = SplitMix(state: 11)

        init(cores: Double, slowdown: Double = 3, atMost: Int = 16) {
            self.cores = cores
            limit = AdaptiveLimit(slowdown: slowdown, atMost: atMost)
        }

        /// Carries out so many requests, with never more to do at once than `demand`.
        ///
        /// - Returns: The limit after each of them.
        mutating func run(_ count: Int, kinds: [RequestKind] = ["POST line", "POST order"], demand: Int = .max) -> [Int]
        {
            (0..<count).map { _ in
                while requests.count < min(limit.limit, demand) { begin(kinds) }
                largest = max(largest, requests.count)
                endNext()
                return limit.limit
            }
        }

        private mutating func begin(_ kinds: [RequestKind]) {
            begun += 1
            let index = begun % kinds.count
            // The kinds differ by their work, and the work of one kind varies by half.
            let work = serviceTime * Double(index + 1) * .random(in: 0.75...1.25, using: &random)
            let isFirst = requests.isEmpty
            requests.append(Request(kind: kinds[index], began: time, number: begun, wasFirst: isFirst, work: work))
        }

        private mutating func endNext() {
            let count = Double(requests.count)
            var speed = min(1, cores / count)
            if let collapsesBeyond, requests.count > collapsesBeyond { speed *= Double(collapsesBeyond) / count }
            guard let next = requests.indices.min(by: { requests[$0].work < requests[$1].work }) else { return }
            let step = requests[next].work
            for index in requests.indices { requests[index].work -= step }
            time += step / speed
            done += step * count
            let request = requests[next]
            limit.ended(
                isOverloaded ? .overloaded : .succeeded(request.kind, seconds: time - request.began),
                wasAlone: request.wasFirst && request.number == begun,
                underWay: requests.count
            )
            requests.remove(at: next)
        }
    }

    private static func mean(_ limits: ArraySlice<Int>) -> Double {
        Double(limits.reduce(0, +)) / Double(limits.count)
    }

    @Test(arguments: [(1.0, 2.0...3.5), (2.0, 4.0...8.0), (8.0, 12.0...16.0)])
    func limitSettlesByWhatTheServerDoesAtOnce(cores: Double, expected: ClosedRange<Double>) {
        var server = Model(cores: cores)
        let limits = server.run(2000)
        #expect(expected.contains(Self.mean(limits[200..<500])), "\(limits[200..<500])")
        #expect(expected.contains(Self.mean(limits[1500...])), "\(limits[1500...])")
        #expect(limits.allSatisfy { (1...16).contains($0) } && server.largest <= 16)
    }

    @Test func requestsAreSlowedDownByNoMoreThanIsAllowed() {
        for allowed in [1.5, 2, 4] {
            var server = Model(cores: 2, slowdown: allowed)
            #expect(Self.mean(server.run(1000)[300...]) <= 2 * allowed + 0.5)
        }
    }

    @Test(arguments: [1.0, 2.0, 4.0])
    func serverGetsNearlyAsMuchDoneAsWithoutALimit(cores: Double) {
        var server = Model(cores: cores)
        _ = server.run(3000)
        #expect(server.done / (cores * server.time) > 0.97)
    }

    @Test func limitStaysWhereMoreRequestsGetNoMoreDone() {
        var server = Model(cores: 2, slowdown: 10, atMost: 64)
        #expect(server.run(400)[100...].allSatisfy { $0 <= 9 })
        var congested = Model(cores: 8, slowdown: 50)
        congested.collapsesBeyond = 6
        #expect(Self.mean(congested.run(450)[200...]) <= 12.5)
    }

    @Test func limitNeverExceedsWhatIsConfigured() {
        for atMost in [1, 2, 5] {
            var server = Model(cores: 64, atMost: atMost)
            let limits = server.run(1200)
            #expect(limits.allSatisfy { (1...atMost).contains($0) } && server.largest <= atMost)
            #expect(limits.contains(atMost))
        }
    }

    @Test func limitThatIsNotUsedDoesNotGrow() {
        var server = Model(cores: 8)
        #expect(server.run(400, demand: 2).allSatisfy { $0 <= 4 })
    }

    @Test func overloadCutsTheLimitByHalfOnceForAllThatWereUnderWay() {
        var server = Model(cores: 8)
        let before = server.run(400).last ?? 0
        server.isOverloaded = true
        #expect(server.run(1) == [before / 2])
        #expect(server.run(before - 1).allSatisfy { $0 == before / 2 })
        #expect(server.run(before * 2).last == 1)
    }

    @Test func limitRecoversFromAnOverload() {
        var server = Model(cores: 8)
        _ = server.run(400)
        server.isOverloaded = true
        #expect(server.run(60).last == 1)
        server.isOverloaded = false
        #expect(Self.mean(server.run(600)[500...]) >= 8)
    }

    @Test func limitShrinksForAServerThatGetsSlowerAndComesBackOnceThatIsKnown() {
        var server = Model(cores: 2)
        _ = server.run(300)
        server.serviceTime *= 4
        let limits = server.run(800)
        #expect(limits[..<100].contains { $0 <= 2 })
        #expect((4.0...8.0).contains(Self.mean(limits[500...])), "\(limits[500...])")
    }

    @Test func limitFollowsAServerThatGetsMoreCores() {
        var server = Model(cores: 1)
        _ = server.run(700)
        server.cores = 8
        #expect(Self.mean(server.run(900)[700...]) >= 8)
    }

    @Test func kindsThatComeUnderLoadAreComparedWithWhatTheyWouldTakeAlone() {
        var server = Model(cores: 2)
        _ = server.run(120, kinds: ["POST order"])
        let limits = server.run(360, kinds: ["GET part", "POST line", "POST fee"])
        #expect((4.0...8.5).contains(Self.mean(limits[60...])), "\(limits)")
    }

    @Test func aSlowFirstRequestIsForgotten() {
        var limit = AdaptiveLimit(slowdown: 3, atMost: 16)
        for seconds in [3, 0.1, 0.1] {
            limit.ended(.succeeded("POST line", seconds: seconds), wasAlone: true, underWay: 1)
        }
        for _ in 0..<200 {
            let count = limit.limit
            limit.ended(.succeeded("POST line", seconds: 0.1 * Double(count)), wasAlone: count == 1, underWay: count)
        }
        #expect(limit.limit <= 4)
    }

    @Test func theBeginningEndsAlsoWhereNothingSucceeds() {
        var limit = AdaptiveLimit(slowdown: 3, atMost: 16)
        for _ in 0..<8 { limit.ended(.other, wasAlone: true, underWay: 1) }
        #expect(limit.limit == 4)
    }
}

extension RequestKind: ExpressibleByStringLiteral {
    /// Makes a kind of its name.
    public init(stringLiteral text: String) { self.init(text) }
}
