import Foundation
import InvenTreeClient
import Synchronization

/// All settings of the program, from options, environment and file, in this order.
///
/// Each value is checked when it is read, and each name that is no setting is named; secrets are read when they are needed.
struct Settings: Sendable {
    private let options: [Setting: String]
    private let file: String?
    private let environment: [String: String]
    private let yaml: SettingsFile
    private var values: [Setting: SettingValue] = [:]
    /// Secrets that hold as long as the program runs; `nil` for one that was not set.
    private var heldSecrets: [Setting: String?] = [:]

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - options: The values of the command line.
    ///   - file: The YAML file of the command line. Without one, and without `INVSYNC_CONFIG`, the first of
    ///     ``standardFiles`` that exists is read.
    ///   - environment: The environment variables.
    /// - Throws: ``SettingsError`` if a name is unknown, a value is of the wrong type, or the file cannot be read.
    init(
        options: [Setting: String],
        file: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SettingsError) {
        (self.options, self.file, self.environment) = (options, file, environment)
        var slips = SettingSlips()
        slips.addUnknown(in: environment)
        if let message = slips.message { throw SettingsError(description: "the environment: \(message)") }
        let named = file ?? environment["INVSYNC_CONFIG"]
        if named?.isEmpty == true {
            throw SettingsError(description: "INVSYNC_CONFIG is empty: name a file, or unset it")
        }
        let found = named ?? Self.standardFiles.first { FileManager.default.fileExists(atPath: $0) }
        yaml = try SettingsFile(path: found ?? Self.standardFiles[0], isNamed: named != nil)
        for setting in Setting.all where setting.fileNames == nil {
            values[setting] = try layers(of: setting, named: setting.key, setting.variable).lazy.compactMap(\.self)
                .first
        }
    }

    /// The YAML files that are looked up where none is named: that of the working folder, then that of the service.
    static let standardFiles = ["invsync.yaml", "/etc/invsync/invsync.yaml"]

    /// The value in each source, the strongest first.
    private func layers(
        of setting: Setting,
        named key: String,
        _ variable: String
    ) throws(SettingsError) -> [SettingValue?] {
        func value(_ found: SettingValue.Found?, _ source: SettingValue.Source) throws(SettingsError) -> SettingValue? {
            guard let found else { return nil }
            return try SettingValue(setting, found, from: source)
        }
        let isFile = key != setting.key
        return [
            isFile ? nil : try value(options[setting].map { .text($0) }, .option(setting.option)),
            try value(environment[variable].map { .text($0) }, .variable(variable)),
            try value(yaml.values[key], .file(path: yaml.path)),
        ]
    }

    /// Messages about keys of the file that are no settings, and about other users who may read its secrets.
    var warnings: [String] {
        var warnings: [String] = []
        if !yaml.foreignKeys.isEmpty {
            let keys = yaml.foreignKeys.joined(separator: ", ")
            warnings.append("\(yaml.path): ignored, as they are no settings of invsync: \(keys)")
        }
        let hasSecret = Setting.all.contains { $0.fileNames != nil && yaml.values[$0.key] != nil }
        if hasSecret, let remedy = NamedFile(yaml.path).remedyAgainstReaders {
            warnings.append("\(yaml.path) holds secrets, and other users may read it: \(remedy)")
        }
        return warnings
    }
}

// MARK: Look-up

extension Settings {
    /// A text, or the default; `nil` if there is neither.
    func text(_ setting: Setting) -> String? { values[setting]?.text ?? setting.standard }

    /// A whole number, or the default; `nil` if there is neither.
    func number(_ setting: Setting) -> Int? { text(setting).flatMap { Int($0) } }

    /// A number, or the default; `nil` if there is neither.
    func decimal(_ setting: Setting) -> Double? { text(setting).flatMap { Double($0) } }

    /// A truth value, or the default.
    func flag(_ setting: Setting) -> Bool { text(setting).flatMap(Setting.flag) ?? false }

    /// One of the names that a type has for its values, or the default; `nil` if there is neither.
    func choice<Choice: RawRepresentable<String>>(_ setting: Setting) -> Choice? { text(setting).flatMap(Choice.init) }

    /// A list; empty by default.
    func list(_ setting: Setting) -> [String] { givenList(setting) ?? [] }

    /// A list; `nil` if none is set, which an empty list is not.
    func givenList(_ setting: Setting) -> [String]? { values[setting]?.texts }

    /// The accepted sources; `nil` if none are named.
    var sources: Set<String>? { list("sources").isEmpty ? nil : Set(list("sources")) }
}

// MARK: Secrets

extension Settings {
    /// A secret, from its source or from the file that is named there.
    ///
    /// - Parameter setting: The setting.
    /// - Throws: ``SettingsError`` that names the source and never the text, if the secret is empty, contains control
    ///   characters, cannot be read, or is set twice in one source.
    /// - Returns: The text; `nil` if it is not set and has no default.
    func secret(_ setting: Setting) throws(SettingsError) -> String? {
        if let held = heldSecrets[setting] { return held }
        guard let (value, isFile) = try found(setting) else { return setting.standard }
        guard isFile else { return Self.known(value.text, of: setting) }
        let name = if case .variable(let variable) = value.source { variable } else { "\(setting.key)_file" }
        let text = try NamedFile(value.text, namedBy: name).secret()
        return Self.known(try SettingValue(setting, .text(text), from: .file(path: value.text)).text, of: setting)
    }

    /// Keeps a secret, or the passwords in an address, out of all that the program says from now on.
    private static func known(_ text: String, of setting: Setting) -> String {
        knownSecrets.withLock { $0.formUnion(setting == "store" ? Secret.passwords(in: text) : [Secret(text)]) }
        return text
    }

    private static let knownSecrets = Mutex<Set<Secret>>([])

    /// The strongest source of a secret: the value itself, or the path of a file that holds it.
    private func found(_ setting: Setting) throws(SettingsError) -> (value: SettingValue, isFile: Bool)? {
        guard let names = setting.fileNames else { return nil }
        let values = try layers(of: setting, named: setting.key, setting.variable)
        let files = try layers(of: setting, named: names.key, names.variable)
        for (value, file) in zip(values, files) {
            if value != nil, let file {
                let isVariable = if case .variable = file.source { true } else { false }
                let pair = isVariable ? (setting.variable, names.variable) : (setting.key, names.key)
                let place = isVariable ? "the environment" : yaml.path
                throw SettingsError(description: "\(pair.0) and \(pair.1) are both set in \(place): remove one")
            }
            if let value { return (value, false) }
            if let file { return (file, true) }
        }
        return nil
    }
}

// MARK: Reload

extension Settings {
    /// Reads the settings once more, except those that hold until a restart.
    ///
    /// - Throws: ``SettingsError`` if they cannot be read.
    /// - Returns: The settings, and the keys of changes that take effect after a restart.
    func readAgain() throws(SettingsError) -> (settings: Settings, unheeded: [String]) {
        var settings = try Settings(options: options, file: file)
        var unheeded: [String] = []
        for setting in Setting.all where setting.holdsUntilRestart {
            if setting.fileNames == nil {
                if settings.text(setting) != text(setting) { unheeded.append(setting.key) }
                settings.values[setting] = values[setting]
            } else {
                let value = try secret(setting)
                if try settings.secret(setting) != value { unheeded.append(setting.key) }
                settings.heldSecrets.updateValue(value, forKey: setting)
            }
        }
        return (settings, unheeded)
    }
}

// MARK: Report

extension Settings {
    /// A setting as `doctor` shows it.
    struct Line: Encodable {
        let setting: String
        let variable: String
        /// The value, `set` for a secret; `nil` if there is neither a value nor a default.
        let value: String?
        let source: String?

        private enum CodingKeys: String, CodingKey {
            case setting, variable, value, source
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(setting, forKey: .setting)
            try container.encode(variable, forKey: .variable)
            try container.encode(value, forKey: .value)
            try container.encode(source, forKey: .source)
        }
    }

    /// All settings, with their values in force and the sources of these.
    func lines() throws(SettingsError) -> [Line] {
        var lines: [Line] = []
        for setting in Setting.all {
            let secret = try found(setting)
            let value = secret?.value ?? values[setting]
            let shown: String? =
                if setting == "store" {
                    try storeAddress().shown
                } else if secret != nil {
                    "set"
                } else {
                    value?.text ?? setting.standard
                }
            let source = value.map { "\($0.source)" } ?? setting.standard.map { _ in "default" }
            lines.append(Line(setting: setting.key, variable: setting.variable, value: shown, source: source))
        }
        return lines
    }
}
