import Testing

@testable import InvenTreeClient

/// Lists that change between the requests that read them.
@Suite struct PageWalkTests {
    private struct Row: Identifiable, Equatable {
        let id: PrimaryKey<Row>

        init(_ number: Int) { id = PrimaryKey(number) }
    }

    private struct Reading {
        var rows: [Int] = []
        var requests: [PageRequest] = []
        var isFinished = false
    }

    /// Reads a list to its end; before each page but the first, something happens to the list.
    private func read(
        _ list: inout [Int],
        limit: Int,
        change: (inout [Int], _ request: Int) -> Void
    ) -> Reading {
        var walk = PageWalk<Row>(limit: limit)
        var reading = Reading()
        while case .read(let request) = walk.step {
            if !reading.requests.isEmpty {
                change(&list, reading.requests.count)
            }
            reading.requests.append(request)
            let rows = list.dropFirst(request.offset).prefix(request.limit).map(Row.init)
            reading.rows += walk.take(Page(count: list.count, results: rows)).map(\.id.rawValue)
        }
        reading.isFinished = walk.step == .finished
        return reading
    }

    @Test func listThatFitsIsReadInOneRequest() {
        var list = [5, 3, 9]
        let reading = read(&list, limit: 3) { _, _ in }
        #expect(reading.rows == [5, 3, 9] && reading.isFinished)
        #expect(reading.requests == [PageRequest(limit: 3)])
    }

    @Test func emptyListIsFinished() {
        var list: [Int] = []
        #expect(read(&list, limit: 10) { _, _ in }.isFinished)
    }

    @Test func pagesOfQuietListOverlapByOneRow() {
        var list = Array(0..<10)
        let reading = read(&list, limit: 4) { _, _ in }
        #expect(reading.rows == Array(0..<10))
        #expect(reading.requests.map(\.offset) == [0, 3, 6])
    }

    @Test func rowMovedBackwardsIsFound() {
        var list = Array(0..<12)
        let reading = read(&list, limit: 4) { list, request in
            if request == 1 { list.insert(list.remove(at: 8), at: 0) }
        }
        #expect(Set(reading.rows) == Set(0..<12) && reading.rows.count == 12 && reading.isFinished)
    }

    @Test func rowsDeletedBehindLeaveNoneOut() {
        var list = Array(0..<12)
        let reading = read(&list, limit: 4) { list, request in
            if request == 1 { list.removeFirst(2) }
        }
        #expect(Set(reading.rows).isSuperset(of: 2..<12) && reading.isFinished)
    }

    @Test func rowsCreatedMeanwhileCostNoFurtherPass() {
        var list = Array(stride(from: 0, to: 120, by: 10))
        let reading = read(&list, limit: 4) { list, request in list.insert(-request, at: 0) }
        #expect(Set(reading.rows).isSuperset(of: stride(from: 0, to: 120, by: 10)) && reading.isFinished)
        #expect(reading.requests.filter { $0.offset == 0 }.count == 1)
    }

    @Test func listThatIsAnotherAtEachRequestIsGivenUp() {
        var list = Array(0..<100)
        let reading = read(&list, limit: 4) { list, request in
            list = (0..<100).map { $0 + 1000 * request }
        }
        let passes = reading.requests.filter { $0.offset == 0 }.count
        #expect(passes == PageWalk<Row>.maximumPasses)
        #expect([reading.isFinished] == [false])
    }

    /// Reads from a server that answers each request alike, whatever was asked.
    private func readBroken(_ page: (Int) -> Page<Row>) -> (requests: Int, step: PageWalk<Row>.Step) {
        var walk = PageWalk<Row>(limit: 10)
        var requests = 0
        while case .read = walk.step, requests < 1_000_000 {
            _ = walk.take(page(requests))
            requests += 1
        }
        return (requests, walk.step)
    }

    @Test func `the same page over and over is given up after two requests a pass`() {
        let reading = readBroken { _ in Page(count: 1_000_000, results: (0..<10).map(Row.init)) }
        #expect(reading.step == .shifting && reading.requests == 2 * PageWalk<Row>.maximumPasses)
    }

    @Test func `a list of an absurd length is given up after one request`() {
        let reading = readBroken { _ in Page(count: .max, results: (0..<10).map(Row.init)) }
        #expect(reading.step == .shifting && reading.requests == 1)
    }

    @Test func `new rows without end are given up soon after the count of the first page`() {
        let reading = readBroken { request in
            Page(count: 100 + 10 * request, results: (0..<10).map { Row(10 * request + $0) })
        }
        #expect(reading.step == .shifting && reading.requests < 30_000)
    }

    /// In an order that does not change, rows come and go; in one that does, rows move and go.
    @Test(arguments: 0..<400)
    func noRowThatStaysIsLostOrDoubled(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        let isSorted = seed.isMultiple(of: 2)
        var list = Array(stride(from: 0, to: Int.random(in: 1...60, using: &random) * 10, by: 10))
        var stayed = Set(list)
        let limit = Int.random(in: 2...15, using: &random)
        let changes = Int.random(in: 0...5, using: &random)
        let reading = read(&list, limit: limit) { list, request in
            guard request <= changes, !list.isEmpty else { return }
            let index = Int.random(in: 0..<list.count, using: &random)
            if Bool.random(using: &random) {
                stayed.remove(list.remove(at: index))
            } else if isSorted {
                let new = list[index] + Int.random(in: 1...9, using: &random)
                if !list.contains(new) { list = (list + [new]).sorted() }
            } else {
                let row = list.remove(at: index)
                list.insert(row, at: Int.random(in: 0...list.count, using: &random))
            }
        }
        #expect(reading.rows.count == Set(reading.rows).count)
        if reading.isFinished {
            #expect(stayed.isSubset(of: reading.rows))
        }
        #expect(reading.isFinished || changes > 0)
    }
}

/// A small generator whose numbers follow from its seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
