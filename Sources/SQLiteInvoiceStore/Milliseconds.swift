import Foundation

/// A moment as the file keeps it: milliseconds since 1970 in UTC.
typealias Milliseconds = Int64

extension Milliseconds {
    /// A moment, rounded down; one that no calendar reaches becomes the last that the file can hold.
    init(_ date: Date) {
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded(.down)
        self = Int64(exactly: milliseconds) ?? (milliseconds < 0 ? .min : .max)
    }

    /// The moment so much later.
    func milliseconds(after duration: Duration) -> Milliseconds {
        Milliseconds(Date(milliseconds: self).addingTimeInterval(duration / .seconds(1)))
    }
}

extension Date {
    init(milliseconds: Milliseconds) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
