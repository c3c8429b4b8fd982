import Synchronization

/// Where a server keeps what concerns the user who asks.
///
/// The routes have moved: `/api/user/roles/` and `/api/user/token/` up to 1.2 (API 425), `/api/user/me/roles/` and
/// `/api/user/me/token/` in API 530. Which version moved them is not known, so whichever answers is found out by
/// asking, once, and remembered.
final class UserRoutes: Sendable {
    private enum Root: String, CaseIterable {
        case user = "/api/user/"
        case me = "/api/user/me/"
    }

    private let known = Mutex<Root?>(nil)

    /// Asks for a resource of the user's, `roles` or `token`, under the root that this server has.
    func answer<Answer>(
        for name: String,
        ask: (_ route: String) async throws(InvenTreeError) -> Answer
    ) async throws(InvenTreeError) -> Answer {
        if let root = known.withLock({ $0 }) {
            return try await ask("\(root.rawValue)\(name)/")
        }
        do throws(InvenTreeError) {
            return try await answer(for: name, under: .user, ask)
        } catch {
            guard error.code == .notFound else { throw error }
            return try await answer(for: name, under: .me, ask)
        }
    }

    private func answer<Answer>(
        for name: String,
        under root: Root,
        _ ask: (_ route: String) async throws(InvenTreeError) -> Answer
    ) async throws(InvenTreeError) -> Answer {
        let answer = try await ask("\(root.rawValue)\(name)/")
        known.withLock { $0 = root }
        return answer
    }
}
