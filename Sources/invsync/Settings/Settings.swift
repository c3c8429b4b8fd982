import Configuration
import Foundation
import SystemPackage

/// All settings of the program, from options, environment and file, in this order.
struct Settings: Sendable {
    private let reader: ConfigReader

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - options: What was given on the command line.
    ///   - file: The YAML file that was asked for; a missing default file is no error.
    /// - Throws: ``SettingsError`` where the file cannot be read.
    init(options: [AbsoluteConfigKey: ConfigValue], file: String?) async throws {
        let environment = KeyMappingProvider(upstream: EnvironmentVariablesProvider(secretsSpecifier: .all)) { key in
            key.components.first == "inventree" ? key : key.prepending("invsync")
        }
        let asked = file ?? ProcessInfo.processInfo.environment["INVSYNC_CONFIG"]
        let path = asked ?? "invsync.yaml"
        do {
            let yaml = try await FileProvider<YAMLSnapshot>(
                parsingOptions: .init(secretsSpecifier: .all),
                filePath: FilePath(path),
                allowMissing: asked == nil
            )
            let typed = InMemoryProvider(name: "options", values: options)
            reader = ConfigReader(providers: [typed, environment, yaml])
        } catch {
            throw SettingsError(description: "\(path) cannot be read as YAML: \(error)")
        }
    }

    /// A text; nil where it is absent or empty.
    func text(_ key: ConfigKey) -> String? {
        reader.string(forKey: key, isSecret: true).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A whole number in a range.
    func number(_ key: ConfigKey, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = text(key) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let bounds = "from \(range.lowerBound) to \(range.upperBound)"
            throw SettingsError(description: "\(key) must be a whole number \(bounds), not “\(text)”")
        }
        return number
    }

    /// Yes or no.
    func flag(_ key: ConfigKey) throws -> Bool? {
        switch text(key)?.lowercased() {
        case nil: return nil
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        case let other?: throw SettingsError(description: "\(key) must be true or false, not “\(other)”")
        }
    }

    /// A list of texts; a single text is a list, too.
    func list(_ key: ConfigKey) -> [String] {
        reader.stringArray(forKey: key) ?? text(key).map { [$0] } ?? []
    }
}
