import Foundation
import UnixSignals

/// SIGINT and SIGTERM: the first asks the work to end, the second ends the program at once.
struct Signals {
    private let listening: Task<Void, Never>

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
            }
        }
    }

    /// Listens no more.
    func cancel() {
        listening.cancel()
    }
}
