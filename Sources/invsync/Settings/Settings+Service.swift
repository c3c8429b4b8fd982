import Configuration
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
        if let token = text("admin_token") { return try AdminToken(token) }
        guard let path = text("admin_token_file") else { return nil }
        do {
            return try AdminToken(String(contentsOf: URL(filePath: path), encoding: .utf8))
        } catch let error as ServiceError {
            throw SettingsError(description: "\(path): \(error.message)")
        } catch {
            throw SettingsError(description: "the admin token cannot be read from \(path)")
        }
    }
}
