import ArgumentParser

/// Where the settings come from, where the documents are and what is told: what every command takes.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the documents are: sqlite:PATH, mongodb://… or memory:.",
            discussion: "Default: a file in the user's data folder. Also INVSYNC_STORE, or “store” in the file.",
            valueName: "store"
        )
    )
    var store: String?

    @Option(help: ArgumentHelp("A YAML file with settings.", valueName: "file"))
    var config: String?

    @Flag(help: "Print JSON on stdout.")
    var json = false

    @Option(
        help: ArgumentHelp("What to log on stderr: error, warning, info, debug. Default: warning.", valueName: "level")
    )
    var logLevel: String?

    @Option(help: ArgumentHelp("How: text, or json for one object a line. Default: text.", valueName: "format"))
    var logFormat: String?

    var values: [Setting: String] {
        [:].setting("store", to: store)
            .setting("log_level", to: logLevel)
            .setting("log_format", to: logFormat)
    }

    func validate() throws {
        guard let store, store.hasPrefix("mongodb"), store.contains("@") else { return }
        throw ValidationError(
            "a password does not belong on the command line: set INVSYNC_STORE, or “store” in the file"
        )
    }
}

/// Which server, and how invoices become orders there.
struct ServerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server's address. Also INVENTREE_URL.", valueName: "url"))
    var inventreeUrl: String?

    @Option(
        help: ArgumentHelp("The currency of invoices that name none, or “server”. Default: RON.", valueName: "code")
    )
    var currency: String?

    @Option(
        help: ArgumentHelp(
            "How many requests at the same time, 1 to 64. Default: as the server takes them; see INVSYNC_SLOWDOWN.",
            valueName: "number"
        )
    )
    var parallel: Int?

    @Option(help: ArgumentHelp("A PEM file with the CA that signed the server's certificate.", valueName: "file"))
    var caFile: String?

    @Flag(help: "Add the currency to the server's CURRENCY_CODES where it is not allowed; needs staff rights.")
    var allowCurrency = false

    var values: [Setting: String] {
        [:].setting("inventree.url", to: inventreeUrl)
            .setting("currency", to: currency)
            .setting("parallel", to: parallel.map(String.init))
            .setting("ca_file", to: caFile)
    }
}

extension [Setting: String] {
    fileprivate func setting(_ setting: Setting, to text: String?) -> Self {
        guard let text else { return self }
        return merging([setting: text]) { $1 }
    }
}

extension StoreOptions {
    /// The settings of a command that talks to the store alone.
    func settings() throws -> Settings { try settings(from: values) }

    /// The settings of a command that talks to the server, too.
    ///
    /// - Parameters:
    ///   - server: Its options for that.
    ///   - others: Its other options.
    /// - Throws: ``SettingsError`` if a setting is unknown or wrong.
    /// - Returns: The settings.
    func settings(with server: ServerOptions, _ others: [Setting: String?] = [:]) throws -> Settings {
        try settings(
            from: others.reduce(values.merging(server.values) { $1 }) { $0.setting($1.key, to: $1.value) }
        )
    }

    /// Reads the settings, and logs as they say from then on.
    private func settings(from values: [Setting: String]) throws -> Settings {
        // Errors in the settings appear in the format of the command line.
        if let format = logFormat.flatMap(LogFormat.init) { ProgramLog.style.format = format }
        let settings = try Settings(options: values, file: config)
        ProgramLog.style = settings.logStyle
        for warning in settings.warnings { Console.say(warning, .warning) }
        return settings
    }
}
