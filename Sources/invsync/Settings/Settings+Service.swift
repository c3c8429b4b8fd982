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

    /// The tokens of the control API.
    func accessTokens() throws(SettingsError) -> AccessTokens {
        AccessTokens(
            admin: try accessToken("admin_token", .admin),
            reader: try accessToken("reader_token", .reader),
            metrics: try accessToken("metrics_token", .metrics)
        )
    }

    private func accessToken(_ setting: Setting, _ role: AccessRole) throws(SettingsError) -> AccessToken? {
        guard let text = try secret(setting) else { return nil }
        do {
            return try AccessToken(text, for: role)
        } catch {
            throw SettingsError(description: error.message)
        }
    }
}
