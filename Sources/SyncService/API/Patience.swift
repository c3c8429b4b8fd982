import InvoiceSync

/// How long whoever asks how the service fares is kept waiting by what ails it; Prometheus gives up after 10 s.
struct Patience: Sendable {
    let environment: SyncEnvironment

    static let limit = Duration.seconds(5)

    /// What a body says, or something else where that takes too long: a store that is out of reach heeds no cancellation,
    /// and goes on by itself.
    func answer<Value: Sendable>(or late: Value, _ body: @escaping @Sendable () async -> Value) async -> Value {
        let (answers, answered) = AsyncStream.makeStream(of: Value.self)
        let asking = Task { answered.yield(await body()) }
        let waiting = Task {
            try? await environment.sleep(Self.limit)
            answered.yield(late)
        }
        defer {
            asking.cancel()
            waiting.cancel()
        }
        return await answers.first { _ in true } ?? late
    }
}
