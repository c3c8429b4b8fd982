import Foundation
import Yams

/// The YAML file with settings, as it stands there: its names are checked, its values not yet.
struct SettingsFile: Sendable {
    let path: String
    /// The values by the keys of ``Setting/keys``.
    private(set) var values: [String: SettingValue.Found] = [:]
    /// The unknown keys at the top, which may be those of another program that shares the file.
    private(set) var foreignKeys: [String] = []

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - isNamed: A Boolean value that indicates whether a person named the file. Another one need not exist, and must be
    ///     the work of the user or of root.
    /// - Throws: ``SettingsError`` if the file cannot be read or may be the work of others, or has a key that resembles a
    ///   known one or stands in a known section and is none.
    init(path: String, isNamed: Bool) throws(SettingsError) {
        self.path = path
        if !isNamed {
            if !FileManager.default.fileExists(atPath: path) { return }
            if let objection = FileTrust().objection(to: path) {
                let remedy = "to use it anyway, name it: --config \(path), or INVSYNC_CONFIG"
                throw SettingsError(
                    description: "\(path) of the working folder may be the work of others: \(objection); \(remedy)"
                )
            }
        }
        let text = try NamedFile(path).text()
        guard let root = try Self.root(of: text, path) else { return }
        guard let mapping = root.mapping else {
            throw Self.unreadable(path, "it must hold settings, one a line, such as “currency: RON”")
        }
        var slips = SettingSlips()
        for (key, value) in mapping { try read(value, of: key.name(in: path), &slips) }
        if let message = slips.message { throw SettingsError(description: "\(path): \(message)") }
    }

    private mutating func read(_ value: Node, of key: String, _ slips: inout SettingSlips) throws(SettingsError) {
        if Setting.keys.contains(key) {
            try add(value.found, to: key)
        } else if Setting.sections.contains(key) {
            if case .nothing = value.found { return }
            guard let section = value.mapping else {
                throw SettingsError(
                    description: "\(path): \(key) must be a section, with its settings indented below it"
                )
            }
            for (name, value) in section {
                let full = "\(key).\(try name.name(in: path))"
                if Setting.keys.contains(full) {
                    try add(value.found, to: full)
                } else {
                    slips.addUnknown(full, in: key)
                }
            }
        } else if !slips.addResembling(key) {
            foreignKeys.append(key)
        }
    }

    private mutating func add(_ value: SettingValue.Found, to key: String) throws(SettingsError) {
        guard values.updateValue(value, forKey: key) == nil else {
            throw SettingsError(description: "\(path): \(key) occurs twice, also as a section: remove one")
        }
    }

    private static func root(of text: String, _ path: String) throws(SettingsError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw unreadable(path, error.problem)
        } catch {
            throw unreadable(path, "it is not YAML")
        }
    }

    private static func unreadable(_ path: String, _ problem: String) -> SettingsError {
        SettingsError(description: "\(path) cannot be read as YAML: \(problem)")
    }
}

extension Node {
    fileprivate func name(in path: String) throws(SettingsError) -> String {
        guard let name = scalar?.string else {
            throw SettingsError(description: "\(path): a key must be a text, not a list or a section")
        }
        return name
    }

    fileprivate var found: SettingValue.Found {
        switch self {
        case .mapping: .section
        case .sequence(let nodes):
            nodes.allSatisfy { $0.scalar != nil && $0.null == nil } ? .list(nodes.compactMap(\.scalar?.string)) : .other
        case .scalar(let scalar): null == nil ? .text(scalar.string) : .nothing
        case .alias: .other
        }
    }
}

extension YamlError {
    /// The problem and its line, without the text of the file, which may hold a secret.
    fileprivate var problem: String {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "line \(mark.line), column \(mark.column): \(problem)"
        case .reader(let problem, _, _, _): problem
        case .duplicatedKeysInMapping(let keys, let context): DoubledKey(keys, context).problem
        default: "it is not YAML"
        }
    }
}
