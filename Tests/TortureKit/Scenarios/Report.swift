import Foundation

/// What a scenario led to.
package protocol Report: Encodable, Sendable {
    /// Everything that was not as it ought to be.
    var differences: [Difference] { get }
    /// What a person wants to read, without the differences.
    var lines: [String] { get }
}

extension Report {
    package var isExact: Bool { differences.isEmpty }
}

/// Does work on items, a few at once.
///
/// - Returns: What came of each, in the items' order.
func inParallel<Item: Sendable, Value: Sendable>(
    _ items: [Item],
    atMost width: Int,
    _ body: @escaping @Sendable (Item) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var values: [Int: Value] = [:]
        for (index, item) in items.enumerated() {
            if index >= width, let (done, value) = try await group.next() { values[done] = value }
            group.addTask { (index, try await body(item)) }
        }
        for try await (done, value) in group { values[done] = value }
        return values.sorted { $0.key < $1.key }.map(\.value)
    }
}
