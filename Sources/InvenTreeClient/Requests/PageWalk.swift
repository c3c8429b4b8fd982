/// How a list is read page by page while others write to it: which page to ask for next, and which rows are new.
///
/// Pages are cut by position, and rows change their positions when others are created, deleted or edited between two
/// requests. So each page overlaps the one before it: a page that begins with a row already seen leaves none out. A
/// pass through the list is complete when all its pages did so and it saw as many rows as its first page counted. A
/// pass that is not complete is followed by another with a wider overlap, from which only rows are taken that none
/// before has shown. Rows are told apart by their keys.
///
/// A pass ends early where a full page shows no row that is new to it. The walk ends where a pass shows many more rows than its
/// first page counted, or the count is absurd: a broken server would be asked without end.
///
/// So no row is lost where rows come and go in an order that stays, or where rows move and go. What the counts cannot
/// show is a row that an edit moves back among those read already, in the very pass in which another is created.
struct PageWalk<Element: Identifiable> where Element.ID == PrimaryKey<Element> {
    enum Step: Equatable {
        /// Ask for this page, and hand it to `take`.
        case read(PageRequest)

        /// Every row that existed all the while has been taken.
        case finished

        /// No pass was complete; the list changes faster than it can be read.
        case shifting
    }

    static var maximumPasses: Int { 4 }

    /// The most rows of a list that is read; their keys take little more than a bit each, some 100 bytes if they lie far apart.
    static var largestCount: Int { 10_000_000 }

    private(set) var step: Step

    private let limit: Int
    private var passes = 1
    private var overlap: Int
    private var seen = KeySet<Element>()
    private var seenInPass = KeySet<Element>()
    private var countAtStart = 0
    private var isGapless = true

    /// - Parameter limit: The rows of a page, at least 2, so that pages can overlap.
    init(limit: Int) {
        self.limit = max(2, limit)
        overlap = max(1, self.limit / 20)
        step = .read(PageRequest(limit: self.limit))
    }

    /// Takes the page that was asked for.
    ///
    /// - Returns: Its rows that no page before has shown.
    mutating func take(_ page: Page<Element>) -> [Element] {
        guard case .read(let request) = step else { return [] }
        if request.offset == 0 {
            countAtStart = page.count
        } else if let first = page.results.first, !seenInPass.contains(first.id) {
            isGapless = false
        }
        let shown = seenInPass.count
        for row in page.results { seenInPass.insert(row.id) }
        let end = request.offset + page.results.count
        if page.results.count < limit || end >= page.count {
            endPass()
        } else if countAtStart > Self.largestCount || seenInPass.count > 2 * countAtStart + 10_000 {
            step = .shifting
        } else if seenInPass.count == shown {
            isGapless = false
            endPass()
        } else {
            step = .read(PageRequest(limit: limit, offset: end - overlap))
        }
        return page.results.filter { seen.insert($0.id) }
    }

    private mutating func endPass() {
        if isGapless && seenInPass.count >= countAtStart {
            step = .finished
        } else if passes == Self.maximumPasses {
            step = .shifting
        } else {
            passes += 1
            overlap = min(limit - 1, overlap * 4)
            seenInPass = KeySet()
            isGapless = true
            step = .read(PageRequest(limit: limit))
        }
    }
}
