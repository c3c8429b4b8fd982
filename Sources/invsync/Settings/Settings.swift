import Configuration
import Foundation
import SystemPackage

/// All settings of the program, from options, environment and file, in this order.
struct Settings: Sendable {
    private let options: [AbsoluteConfigKey: ConfigValue]
    private let file: String?
    private let reader: ConfigReader
    /// The same, one for each place that settings come from.
    private let layers: [ConfigReader]
    /// Settings that hold as long as the program runs.
    private var held: [ConfigKey: String?] = [:]

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
            let providers: [any ConfigProvider] = [typed, environment, yaml]
            reader = ConfigReader(providers: providers)
            layers = providers.map { ConfigReader(provider: $0) }
        } catch {
            throw SettingsError(description: "\(path) cannot be read as YAML: \(Self.sentence(of: error))")
        }
        (self.options, self.file) = (options, file)
    }

    /// What a parser objects to, without the line that it quotes at the end, which may hold a secret.
    private static func sentence(of error: any Error) -> String {
        let lines = "\(error)".split(separator: "\n")
        let isQuoting = lines.count > 2 && lines.last?.allSatisfy { $0 == " " || $0 == "^" } == true
        return (isQuoting ? lines.dropLast(2) : lines[...]).joined(separator: " ")
    }

    /// A text; nil where it is absent or empty.
    func text(_ key: ConfigKey) -> String? {
        if let value = held[key] { return value }
        return reader.string(forKey: key, isSecret: true).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A text that is nobody's business; it may stand in a file that `KEY_file` names in the same place.
    ///
    /// - Parameter key: Its name.
    /// - Throws: ``SettingsError`` where the file cannot be read.
    /// - Returns: The text; nil where it is absent or empty.
    func secret(_ key: ConfigKey) throws -> String? {
        if let value = held[key] { return value }
        var fileKey = key.components
        fileKey.append((fileKey.popLast() ?? "") + "_file")
        for layer in layers {
            if let text = layer.string(forKey: key, isSecret: true) { return text.isEmpty ? nil : text }
            guard let path = layer.string(forKey: ConfigKey(fileKey)), !path.isEmpty else { continue }
            do {
                let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
                return text.trimmingCharacters(in: .newlines)
            } catch {
                let name = fileKey.joined(separator: ".")
                throw SettingsError(description: "\(path), which \(name) names, cannot be read")
            }
        }
        return nil
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

extension Settings {
    /// Where the program works, and what all workers must have in common: that holds as long as it runs.
    private static let fixed: [ConfigKey] = ["store", "collection", "inventree.url", "lease", "time_zone"]

    /// Reads the settings once more, but for those that hold as long as the program runs.
    ///
    /// - Throws: ``SettingsError`` where they cannot be read.
    /// - Returns: The settings, and the names of those that were changed in vain.
    func readAgain() async throws -> (settings: Settings, unheeded: [String]) {
        var settings = try await Settings(options: options, file: file)
        var unheeded: [String] = []
        for key in Self.fixed {
            let value = try secret(key)
            if try settings.secret(key) != value { unheeded.append(key.description) }
            settings.held.updateValue(value, forKey: key)
        }
        return (settings, unheeded)
    }
}
