import Foundation
import SyncService

extension Settings {
    /// The time zone that schedules go by.
    func timeZone() throws -> TimeZone {
        guard let name = text("time_zone") else { return .current }
        guard let zone = TimeZone(identifier: name) else {
            throw SettingsError(description: "time_zone must be a name such as Europe/Bucharest, not “\(name)”")
        }
        return zone
    }

    /// Who may use the control API; nil where nobody said.
    func adminToken() throws -> AdminToken? {
        guard let text = try secret("admin_token") else { return nil }
        do {
            return try AdminToken(text)
        } catch {
            throw SettingsError(description: error.message)
        }
    }
}
