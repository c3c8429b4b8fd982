import Foundation
import InvenTreeClient
import InvoiceSync

/// The check of `doctor` that the token does not expire soon.
struct TokenCheck {
    let settings: Settings

    /// The number of days before the expiry from which on the check warns.
    private static let notice = 30

    private static let remedy =
        "Create a token with another name, as the README's section “A token for InvenTree” describes, "
        + "and set it in place of this one."

    /// Asks the server when the token expires.
    ///
    /// - Returns: The check; `nil` if the settings hold a password, for which the client fetches a token, or if the server
    ///   does not name the expiry.
    func run() async -> Preflight.Check? {
        guard let text = try? settings.secret("inventree.token"), !text.isEmpty,
            let token = try? await settings.makeClient().tokenInUse()
        else { return nil }
        return Self.check(token, at: Date())
    }

    /// Compares the expiry with a time.
    static func check(_ token: APIToken, at now: Date) -> Preflight.Check? {
        guard let end = try? Date("\(token.expiry)", strategy: .iso8601.year().month().day()) else { return nil }
        let days = Int((end.timeIntervalSince(now) / 86_400).rounded(.up))
        let detail = "the token “\(token.name)” expires on \(token.expiry), in \(days) days"
        return days > notice ? .ok("token", detail) : .warning("token", detail, remedy)
    }
}
