import InvoiceSync

extension SyncError {
    /// A URI that no connection can be made with.
    static func unusable(_ reason: String) -> SyncError {
        SyncError(.storeUnavailable, "the URI of the MongoDB store cannot be used: \(reason)")
    }

    /// A failure of the store while doing something.
    ///
    /// - Parameters:
    ///   - action: What was being done: "claiming documents in".
    ///   - store: Which store, without secrets.
    ///   - failure: What libmongoc or the server said.
    init(_ action: String, _ store: String, _ failure: MongoFailure) {
        guard failure.kind != .cancelled else {
            self.init(.cancelled, "\(action) the store “\(store)” was cancelled", cause: failure)
            return
        }
        let reason =
            switch failure.kind {
            case .unreachable: Self.reason(notFound: failure.message)
            case .notAuthenticated: "the server refuses the user name or the password"
            case .notAuthorized: "the user may not read and write this database"
            case .tooLarge: "a document would grow beyond MongoDB's 16 MiB"
            default: "MongoDB says “\(failure.message)”"
            }
        self.init(
            .storeUnavailable,
            "\(action) the store “\(store)”: \(reason)",
            isTransient: [.unavailable, .unreachable].contains(failure.kind),
            cause: failure
        )
    }

    /// What the way to the server may lack, and what to check.
    private static func reason(notFound message: String) -> String {
        let message = message.lowercased()
        func isSaid(_ words: String...) -> Bool { words.contains { message.contains($0) } }
        if isSaid("resolve") { return "its host name is unknown: correct it in the setting store" }
        if isSaid("tls", "ssl", "certificate") {
            return "no TLS connection to it can be made: see that the server speaks TLS, and that tlsCAFile names the "
                + "authority of its certificate"
        }
        if isSaid("authentication failed", "auth error") { return "the server refuses the user name or the password" }
        if isSaid("target host", "refused", "connection timeout", "socket") {
            return "no MongoDB answers there: see that it runs, that host and port in the setting store are right, and "
                + "that no firewall stands between"
        }
        return
            "no MongoDB there can be written to: see that the replica set has a primary, and that its name and hosts in "
            + "the setting store are right"
    }
}
