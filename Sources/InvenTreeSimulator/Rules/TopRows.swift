/// PostgreSQL's sort of a page: the rows that come first, with ties in the order its bounded heap leaves them.
///
/// Rows that compare equal come in no order that a client could know, and another one for another `limit`.
/// This is that order, so that a client that pages over such a list meets the same surprise here.
enum TopRows {
    /// Sorts rows, or only the first `bound` of them when the server would sort no more; the rest follows unsorted.
    static func sort<Row>(_ rows: [Row], bound: Int?, by compare: @escaping (Row, Row) -> Int) -> [Row] {
        guard let bound, bound > 0, rows.count > 2 * bound else {
            return rows.enumerated().sorted { left, right in
                let order = compare(left.element, right.element)
                return order == 0 ? left.offset < right.offset : order < 0
            }.map(\.element)
        }
        var heap = Heap(compare: compare)
        var rest: [Row] = []
        for row in rows {
            if heap.rows.count < bound {
                heap.insert(row)
            } else if compare(row, heap.rows[0]) < 0 {
                rest.append(heap.rows[0])
                heap.replaceTop(with: row)
            } else {
                rest.append(row)
            }
        }
        return heap.drain() + rest
    }

    /// A heap with its last row on top.
    private struct Heap<Row> {
        let compare: (Row, Row) -> Int
        var rows: [Row] = []

        mutating func insert(_ row: Row) {
            rows.append(row)
            var index = rows.count - 1
            while index > 0 {
                let parent = (index - 1) / 2
                if compare(row, rows[parent]) <= 0 { break }
                rows[index] = rows[parent]
                index = parent
            }
            rows[index] = row
        }

        mutating func replaceTop(with row: Row) {
            var index = 0
            while true {
                var child = 2 * index + 1
                if child >= rows.count { break }
                if child + 1 < rows.count, compare(rows[child], rows[child + 1]) < 0 { child += 1 }
                if compare(row, rows[child]) >= 0 { break }
                rows[index] = rows[child]
                index = child
            }
            rows[index] = row
        }

        mutating func drain() -> [Row] {
            var sorted: [Row] = []
            while let top = rows.first, let last = rows.popLast() {
                sorted.append(top)
                if !rows.isEmpty { replaceTop(with: last) }
            }
            return sorted.reversed()
        }
    }
}
