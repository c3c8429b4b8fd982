/// How long a document waits that the world failed (<doc:ResultRules#Transient-failures>): 30 s, doubling to 1 h, with
/// jitter.
///
/// Pure.
enum Backoff {
    /// The wait before the next attempt.
    ///
    /// - Parameters:
    ///   - attempts: How often the world has failed the document, from 1.
    ///   - jitter: From 0 to 1; the wait is 80 % to 120 % of its nominal length.
    /// - Returns: From 24 s to 72 min.
    static func delay(attempts: Int, jitter: Double) -> Duration {
        let nominal = min(30.0 * Double(1 << min(max(attempts - 1, 0), 10)), 3600)
        return .milliseconds(Int(nominal * (0.8 + 0.4 * min(max(jitter, 0), 1)) * 1000))
    }
}
