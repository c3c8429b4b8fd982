/// How often something took how long.
struct Histogram: Sendable, Hashable {
    /// The upper ends of the buckets in seconds, ascending.
    private let bounds: [Double]
    private var counts: [Int]
    private var sum = 0.0
    private var count = 0

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = bounds.map { _ in 0 }
    }

    mutating func observe(_ duration: Duration) {
        let seconds = duration / .seconds(1)
        sum += seconds
        count += 1
        if let bucket = bounds.firstIndex(where: { seconds <= $0 }) { counts[bucket] += 1 }
    }

    /// The samples: each bucket holds those below it, too.
    func samples(_ labels: [MetricFamily.Label]) -> [MetricFamily.Sample] {
        var total = 0
        var samples = zip(bounds, counts).map { bound, count in
            total += count
            return MetricFamily.Sample(
                suffix: "_bucket",
                labels + [.init(name: "le", value: "\(bound)")],
                Double(total)
            )
        }
        samples.append(.init(suffix: "_bucket", labels + [.init(name: "le", value: "+Inf")], Double(count)))
        samples.append(.init(suffix: "_sum", labels, sum))
        samples.append(.init(suffix: "_count", labels, Double(count)))
        return samples
    }
}
