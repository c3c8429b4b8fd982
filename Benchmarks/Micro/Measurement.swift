import Foundation

/// How much processor time something takes for one invoice.
struct Measurement: Encodable {
    let documents: String
    let stage: String
    let microsecondsPerInvoice: Double
    let invoicesPerSecond: Double

    /// Measures: the best of several rounds, by the time of this thread alone, so that whatever else runs on the machine
    /// matters little.
    ///
    /// - Parameters:
    ///   - documents: What documents these are, in a few words.
    ///   - stage: What is measured.
    ///   - invoices: How many invoices one call works on.
    ///   - seconds: How long to measure.
    ///   - body: What is measured; its result is kept until the time was taken.
    init<Result>(
        _ documents: String,
        _ stage: String,
        invoices: Int,
        seconds: Double,
        _ body: () throws -> Result
    ) rethrows {
        var best = Double.infinity
        var spent = 0.0
        var rounds = 0
        while spent < seconds || rounds < 3 {
            let start = Self.threadSeconds
            let result = try body()
            let time = Self.threadSeconds - start
            withExtendedLifetime(result) {}
            best = min(best, time)
            spent += time
            rounds += 1
        }
        self.documents = documents
        self.stage = stage
        microsecondsPerInvoice = best / Double(invoices) * 1e6
        invoicesPerSecond = Double(invoices) / best
    }

    private static var threadSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
