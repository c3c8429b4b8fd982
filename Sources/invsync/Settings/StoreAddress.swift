import Foundation

/// The place of the documents, as the setting `store` names it.
enum StoreAddress: Equatable {
    case sqlite(path: String)
    case mongoDB(uri: String)
    case memory

    /// Reads the setting.
    ///
    /// - Parameters:
    ///   - text: `sqlite:PATH`, where `~/` is the home folder; `mongodb://…`, `mongodb+srv://…`; or `memory:`.
    ///   - home: The home folder.
    /// - Throws: ``SettingsError`` that gives the right form and never the text of another address, which may hold a
    ///   password.
    init(_ text: String, home: String) throws(SettingsError) {
        if text == "memory:" {
            self = .memory
        } else if text.hasPrefix("mongodb://") || text.hasPrefix("mongodb+srv://") {
            self = .mongoDB(uri: text)
        } else if text.hasPrefix("sqlite:") {
            self = .sqlite(path: try Self.path(String(text.dropFirst("sqlite:".count)), home))
        } else {
            let isPath = text.hasPrefix("/") || text.hasPrefix("~/") || text.hasPrefix(".") || text.hasSuffix(".sqlite")
            let remedy = isPath ? "; write sqlite:\(text)" : ""
            throw SettingsError(
                description: "the store is none of sqlite:PATH, mongodb://HOST/DATABASE, memory:\(remedy)"
            )
        }
    }

    private static func path(_ text: String, _ home: String) throws(SettingsError) -> String {
        if text.hasPrefix("//"), !text.hasPrefix("///") {
            let rest = text.dropFirst(2)
            throw SettingsError(
                description: "the store “sqlite://\(rest)” names no absolute path: write sqlite:\(rest)"
                    + (rest.hasPrefix("~") || rest.isEmpty
                        ? "" : " for a file in the working folder, or sqlite:/… for any other")
            )
        }
        if text.hasPrefix("~/"), text.count > 2 { return home + (home.hasSuffix("/") ? "" : "/") + text.dropFirst(2) }
        let problem: String? =
            if text.isEmpty || text.hasSuffix("/") {
                "names no file: write sqlite:PATH"
            } else if text.hasPrefix("~") {
                "is not a path: ~/ is the home folder"
            } else if text.hasPrefix("$") {
                "names a variable, which is not replaced: write the path itself"
            } else {
                nil
            }
        if let problem { throw SettingsError(description: "the store “sqlite:\(text)” \(problem)") }
        return text
    }

    /// The address without anything that may be a secret.
    var shown: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .mongoDB: "set"
        case .memory: "memory:"
        }
    }
}
