/// A setting of the program: its names, the values that it takes, and its default.
struct Setting: Sendable {
    /// The values that a setting takes.
    enum Kind: Sendable {
        case text
        /// A text that no output shows; a file may hold it, which `KEY_file` names.
        case secret
        /// A secret that people copy from a header, with `Token ` or `Bearer ` before it.
        case token
        case number(ClosedRange<Int>)
        case decimal(ClosedRange<Double>)
        case flag
        case choice([String])
        /// A host and a port, as ``ListenAddress`` reads them.
        case address
        /// Several texts: a YAML list, or one text with commas.
        case list
    }

    /// The name in the YAML file: `parts.category` is the key `category` of the section `parts`.
    let key: String
    let kind: Kind
    /// The value where none is set, as text.
    let standard: String?
    /// Its meaning, for help.
    let summary: String
    /// A Boolean value that indicates whether a reload keeps the old value, because all workers must have it in common.
    let holdsUntilRestart: Bool

    init(
        _ key: String,
        _ summary: String,
        _ kind: Kind = .text,
        default standard: String? = nil,
        holdsUntilRestart: Bool = false
    ) {
        self.key = key
        self.kind = kind
        self.standard = standard
        self.summary = summary
        self.holdsUntilRestart = holdsUntilRestart
    }
}

// MARK: Names

extension Setting {
    /// The sections of the YAML file, also those without a setting so far.
    static let sections = ["inventree", "parts", "customers", "orders", "retention"]

    /// The section of the YAML file; `nil` at its top.
    var section: String? { key.firstIndex(of: ".").map { String(key[..<$0]) } }

    /// The environment variable: `INVENTREE_…` for the server's own, `INVSYNC_…` for all others.
    var variable: String {
        let name = key.replacing(".", with: "_").uppercased()
        return section == "inventree" ? name : "INVSYNC_\(name)"
    }

    /// The option of the commands that have one.
    var option: String { "--" + key.replacing(".", with: "-").replacing("_", with: "-") }

    /// The key and the variable that name a file with the value; `nil` for what is no secret.
    var fileNames: (key: String, variable: String)? {
        switch kind {
        case .secret, .token: ("\(key)_file", "\(variable)_FILE")
        default: nil
        }
    }

    /// All keys that the YAML file may hold.
    static let keys = all.flatMap { [$0.key] + ($0.fileNames.map { [$0.key] } ?? []) }

    /// All environment variables that are read.
    static let variables =
        ["INVSYNC_CONFIG"] + all.flatMap { [$0.variable] + ($0.fileNames.map { [$0.variable] } ?? []) }
}

extension Setting: Hashable, ExpressibleByStringLiteral {
    private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

    /// The setting with a key; the program names only those of ``all``.
    init(stringLiteral key: String) {
        guard let setting = Self.byKey[key] else { preconditionFailure("Setting.all lacks “\(key)”") }
        self = setting
    }

    static func == (left: Setting, right: Setting) -> Bool { left.key == right.key }

    func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

// MARK: Values

extension Setting {
    /// The rule that a value breaks, such as “must be true or false”; `nil` if it breaks none.
    func rule(brokenBy text: String) -> String? {
        switch kind {
        case .text, .secret, .token, .list: nil
        case .number(let range):
            Int(text).map(range.contains) == true
                ? nil : "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .decimal(let range):
            Double(text).map(range.contains) == true
                ? nil : "must be a number from \(range.lowerBound.short) to \(range.upperBound.short)"
        case .flag: Self.flag(text) == nil ? "must be true or false" : nil
        case .address: ListenAddress(text) == nil ? ListenAddress.rule : nil
        case .choice(let names):
            names.contains(text) ? nil : "must be \(Self.alternatives(names))"
        }
    }

    private static func alternatives(_ names: [String]) -> String {
        names.count > 2 ? "one of \(names.joined(separator: ", "))" : names.joined(separator: " or ")
    }

    /// A truth value in one of the spellings of YAML 1.1.
    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }
}

extension Double {
    fileprivate var short: String { self == rounded() ? String(Int(self)) : String(self) }
}
