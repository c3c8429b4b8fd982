/// All rows of a list, read page by page as they are asked for.
///
/// No row comes twice, and none that exists from the first request to the last is lost when others create or delete
/// rows meanwhile, or edit them such that they change places (unless somebody creates rows at the same time). Where
/// rows have shifted, pages are read again; after four passes that did not succeed the sequence ends with the error
/// `shiftingPages`.
///
/// ```swift
/// for try await order in client.salesOrders(.init(status: .pending), pageSize: 250) {
///     print(order.reference)
/// }
/// ```
public struct PagedRows<Element: Identifiable & Sendable>: AsyncSequence, Sendable
where Element.ID == PrimaryKey<Element> {
    /// Why a list cannot be read to its end.
    public typealias Failure = InvenTreeError

    private let pageSize: Int
    private let page: @Sendable (PageRequest) async throws(InvenTreeError) -> Page<Element>

    /// Makes a sequence of a way to read one page.
    ///
    /// - Parameters:
    ///   - pageSize: How many rows to ask for at a time, at least 2.
    ///   - page: Reads one page.
    public init(
        pageSize: Int,
        page: @escaping @Sendable (PageRequest) async throws(InvenTreeError) -> Page<Element>
    ) {
        self.pageSize = pageSize
        self.page = page
    }

    /// Begins to read the list; nothing is asked for before the first row is.
    public func makeAsyncIterator() -> Iterator {
        Iterator(walk: PageWalk(limit: pageSize), page: page)
    }

    /// Reads the whole list.
    ///
    /// - Throws: ``InvenTreeError``, `shiftingPages` among others.
    public func all() async throws(InvenTreeError) -> [Element] {
        var rows: [Element] = []
        var iterator = makeAsyncIterator()
        while let row = try await iterator.next(isolation: #isolation) {
            rows.append(row)
        }
        return rows
    }

    /// The place in a list up to which it has been read.
    public struct Iterator: AsyncIteratorProtocol {
        private var walk: PageWalk<Element>
        private let page: @Sendable (PageRequest) async throws(InvenTreeError) -> Page<Element>
        private var rows: ArraySlice<Element> = []

        fileprivate init(
            walk: PageWalk<Element>,
            page: @escaping @Sendable (PageRequest) async throws(InvenTreeError) -> Page<Element>
        ) {
            self.walk = walk
            self.page = page
        }

        /// The next row; nil after the last.
        ///
        /// - Throws: ``InvenTreeError``, `shiftingPages` among others.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(InvenTreeError) -> Element? {
            while rows.isEmpty {
                switch walk.step {
                case .read(let request): rows = try await walk.take(page(request))[...]
                case .finished: return nil
                case .shifting:
                    throw InvenTreeError(.shiftingPages, message: "the list changes faster than it can be read")
                }
            }
            return rows.popFirst()
        }

        /// The next row; nil after the last.
        ///
        /// - Throws: ``InvenTreeError``, `shiftingPages` among others.
        public mutating func next() async throws(InvenTreeError) -> Element? {
            try await next(isolation: #isolation)
        }
    }
}
