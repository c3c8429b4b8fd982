import Synchronization

/// A token, and which one in a row it is.
struct Token: Sendable {
    let secret: Secret
    let generation: Int
}

/// The one token of a client: fetched once for all who wait, kept, and fetched anew when it no longer holds.
final class TokenSource: Sendable {
    private enum State {
        case none
        case fetching(SharedFetch<Token>)
        case held(Token)
    }

    private struct Record {
        var state = State.none
        var generation = 0
    }

    private let record = Mutex(Record())

    /// Gives the token to use: one other than `stale`, which the server has just refused.
    ///
    /// A fetch goes on to its end even if all who wait for it are cancelled.
    func token(
        otherThan stale: Token?,
        fetch: @escaping @Sendable () async throws(InvenTreeError) -> Secret
    ) async throws(InvenTreeError) -> Token {
        let step = record.withLock { record -> Step in
            switch record.state {
            case .held(let token) where token.generation != stale?.generation:
                return .use(token)
            case .fetching(let shared):
                return .wait(shared)
            case .none, .held:
                record.generation += 1
                let shared = SharedFetch<Token>()
                record.state = .fetching(shared)
                return .fetch(shared, generation: record.generation)
            }
        }
        switch step {
        case .use(let token):
            return token
        case .wait(let shared):
            return try await shared.value()
        case .fetch(let shared, let generation):
            begin(shared, generation: generation, fetch)
            return try await shared.value()
        }
    }

    private enum Step {
        case use(Token)
        case wait(SharedFetch<Token>)
        case fetch(SharedFetch<Token>, generation: Int)
    }

    private func begin(
        _ shared: SharedFetch<Token>,
        generation: Int,
        _ fetch: @escaping @Sendable () async throws(InvenTreeError) -> Secret
    ) {
        Task {
            do throws(InvenTreeError) {
                let token = Token(secret: try await fetch(), generation: generation)
                record.withLock { $0.state = .held(token) }
                shared.finish(.success(token))
            } catch {
                record.withLock { $0.state = .none }
                shared.finish(.failure(error))
            }
        }
    }
}
