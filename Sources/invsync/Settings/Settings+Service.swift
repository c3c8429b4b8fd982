import Foundation
import InvoiceSync
import SyncService

extension Settings {
    /// The name of the job in the store.
    ///
    /// - Throws: ``SettingsError`` if it is empty, or longer than 200 characters.
    func job() throws(SettingsError) -> String {
        let name = text("job") ?? Job.sync
        guard (1...200).contains(name.count) else {
            throw SettingsError(description: "job must be a name of 1 to 200 characters")
        }
        return name
    }

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
