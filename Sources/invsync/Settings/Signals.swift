import Foundation
import UnixSignals

/// SIGINT and SIGTERM: the first asks the work to end, the second ends the program at once.
///
/// Work that has not ended 10 s after the first is left as after a crash: leases and locks end by themselves.
struct Signals {
    private let listening: Task<Void, Never>

    private static let limit = Duration.milliseconds(9_500)

    /// Listens from now on.
    ///
    /// - Parameter onFirst: What the first signal asks for.
    init(onFirst: @escaping @Sendable () -> Void) async {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        listening = Task {
            var isFirst = true
            for await _ in signals {
                if !isFirst { exit(130) }
                isFirst = false
                onFirst()
                Task {
                    try await ContinuousClock().sleep(for: Self.limit)
                    Console.say("what was in hand could not be given back; it is free when its leases end", .stopped)
                    exit(ExitStatus.interrupted.rawValue)
                }
            }
        }
    }

    /// Listens no more.
    func cancel() {
        listening.cancel()
    }
}
