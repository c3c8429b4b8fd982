/// Names in a file or in the environment that are no settings, and the settings that they may be meant for.
struct SettingSlips {
    private var slips: [(name: String, nearest: String?)] = []

    /// Keys that are ordinary words elsewhere, too: at the top of a file they may be another program's.
    private static let commonWords: Set<String> = ["url", "token", "username", "password"]

    /// Adds a key of a section that is no setting.
    mutating func addUnknown(_ key: String, in section: String) {
        let inSection = KnownNames(names: Setting.keys.filter { $0.hasPrefix("\(section).") })
        let nearest = inSection.resembled(by: key) ?? KnownNames(names: Setting.keys).similar(to: key)
        slips.append((key, nearest))
    }

    /// Adds a key at the top of a file if it resembles a setting, a section, or a setting of a section.
    ///
    /// - Returns: Whether it does.
    mutating func addResembling(_ key: String) -> Bool {
        let misplaced = Setting.all.first { setting in
            guard let section = setting.section, !Self.commonWords.contains(key.lowercased()) else { return false }
            return String(setting.key.dropFirst(section.count + 1)).bare == key.bare
        }
        let nearest = misplaced?.key ?? KnownNames(names: Setting.keys + Setting.sections).resembled(by: key)
        if let nearest { slips.append((key, nearest)) }
        return nearest != nil
    }

    private static let prefix = "INVSYNC_"

    /// Adds the variables that look like settings and are none.
    mutating func addUnknown(in environment: [String: String]) {
        let own = Setting.variables.filter { $0.hasPrefix(Self.prefix) }
        let known = KnownNames(names: own.map { String($0.dropFirst(Self.prefix.count)) })
        for name in environment.keys.sorted() where name.uppercased().hasPrefix(Self.prefix) {
            if !Setting.variables.contains(name) {
                // The part that all have in common makes none of them alike.
                let nearest = known.similar(to: String(name.dropFirst(Self.prefix.count)))
                slips.append((name, nearest.map { Self.prefix + $0 }))
            }
        }
    }

    /// The names, each with the nearest known one; `nil` if there are none.
    var message: String? {
        guard !slips.isEmpty else { return nil }
        let names = slips.map { slip in
            "“\(slip.name)”" + (slip.nearest.map { " (nearest known: \(Self.place($0)))" } ?? "")
        }
        return "unknown setting\(slips.count == 1 ? "" : "s"): \(names.joined(separator: ", "))"
    }

    private static func place(_ name: String) -> String {
        guard let dot = name.firstIndex(of: ".") else { return "“\(name)”" }
        return "“\(name[name.index(after: dot)...])” in the section “\(name[..<dot])”"
    }
}
