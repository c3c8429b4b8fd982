/// What requests cost a server in CPU time, by which a simulated one takes as long as a real one would.
///
/// ServerBehaviour, “Cost of requests”, has the measurements that the numbers follow: Python and
/// PostgreSQL together, on one core. They are right to some 20 %, which is enough to tell a good strategy from a bad one.
public struct LatencyProfile: Sendable {
    /// How many worker processes the server has, each with one core.
    ///
    /// The threads of a worker share its core, so that they make nothing faster: a worker is modelled as serving its
    /// requests in the order of their arrival, and a request goes to the worker that will be free first.
    public var workers: Int
    /// How many times as fast as the real one the server is.
    public var speed: Double

    /// Makes the profile of a server with the measured costs.
    ///
    /// - Parameters:
    ///   - workers: How many worker processes it has, at least 1.
    ///   - speed: How many times as fast as the real one it is.
    public init(workers: Int = 2, speed: Double = 1) {
        self.workers = workers
        self.speed = speed
    }

    /// InvenTree on PostgreSQL, with two workers on two cores.
    public static let inventree = LatencyProfile()

    /// The tables whose size counts.
    package enum Table: Sendable {
        case companies, parts, orders, lines, extraLines
    }

    /// How the rows of a list are chosen.
    package enum Filter: Sendable, Equatable {
        /// All of them.
        case none
        /// By a value that an index finds.
        case exact
        /// By words that they contain.
        case words
        /// By a regular expression, with so many alternatives to try on each row.
        case expression(alternatives: Int)
    }

    /// What a server has to do for a request.
    package enum Work: Sendable, Equatable {
        /// Look through a table of so many rows.
        case list(Table, size: Int, Filter)
        /// Several lists in one request.
        indirect case search([Work])
        case show(Table)
        /// Add a row. A part moves those that sort behind it in the tree of parts.
        case create(Table, behind: Int)
        case change(Table)
        /// Tell the fields of a table.
        case describe
        /// Anything that touches no large table.
        case other
    }

    /// What some work costs without the rows that it finds.
    package func cost(of work: Work) -> Duration {
        switch work {
        case .list(let table, let size, let filter):
            .milliseconds(table.costs.list) + .microseconds(table.costs.scanned(filter) * Double(size))
        case .search(let lists):
            lists.reduce(.milliseconds(15)) { $0 + cost(of: $1) }
        case .show(let table):
            .milliseconds(table.costs.show)
        case .create(let table, let behind):
            .milliseconds(table.costs.create) + .microseconds(28 * behind)
        case .change(let table):
            .milliseconds(table.costs.change)
        case .describe:
            .milliseconds(60)
        case .other:
            .milliseconds(10)
        }
    }

    /// What it costs beyond that to answer with so many rows.
    package func cost(ofRows count: Int, of work: Work) -> Duration {
        guard count > 0 else { return .zero }
        return switch work {
        case .list(let table, _, _):
            .milliseconds(table.costs.firstRow) + .milliseconds(table.costs.row * Double(count))
        case .search(let lists):
            lists.map { cost(ofRows: count, of: $0) }.max() ?? .zero
        case .show, .create, .change, .describe, .other:
            .zero
        }
    }
}

/// What the work on one table costs, in milliseconds, and in microseconds for each row that is looked through.
private struct TableCosts {
    /// A list without a row in it.
    var list: Double
    /// What comes with the first row.
    var firstRow: Double
    /// Each row of an answer.
    var row: Double
    var show: Double
    var create: Double
    var change: Double
    var scannedAnyway: Double
    var scannedForWords: Double
    var scannedForExpression: Double
    var scannedForAlternative: Double

    func scanned(_ filter: LatencyProfile.Filter) -> Double {
        switch filter {
        case .none, .exact: scannedAnyway
        case .words: scannedForWords
        case .expression(let alternatives): scannedForExpression + scannedForAlternative * Double(alternatives)
        }
    }
}

extension LatencyProfile.Table {
    fileprivate var costs: TableCosts {
        switch self {
        case .companies:
            TableCosts(
                list: 21,
                firstRow: 0,
                row: 0.16,
                show: 26,
                create: 44,
                change: 55,
                scannedAnyway: 1,
                scannedForWords: 13,
                scannedForExpression: 5,
                scannedForAlternative: 1.1
            )
        case .parts:
            TableCosts(
                list: 68,
                firstRow: 80,
                row: 1.6,
                show: 100,
                create: 150,
                change: 150,
                scannedAnyway: 0.05,
                scannedForWords: 11.6,
                scannedForExpression: 2,
                scannedForAlternative: 0.9
            )
        case .orders:
            TableCosts(
                list: 33,
                firstRow: 36,
                row: 2,
                show: 60,
                create: 91,
                change: 107,
                scannedAnyway: 0.1,
                scannedForWords: 3.9,
                scannedForExpression: 0,
                scannedForAlternative: 1.6
            )
        case .lines:
            TableCosts(
                list: 60,
                firstRow: 40,
                row: 2.6,
                show: 60,
                create: 140,
                change: 112,
                scannedAnyway: 0.5,
                scannedForWords: 4,
                scannedForExpression: 2,
                scannedForAlternative: 1
            )
        case .extraLines:
            TableCosts(
                list: 50,
                firstRow: 30,
                row: 2,
                show: 50,
                create: 90,
                change: 80,
                scannedAnyway: 0.5,
                scannedForWords: 4,
                scannedForExpression: 2,
                scannedForAlternative: 1
            )
        }
    }
}
