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
            case .notAuthenticated: "the server refuses the user name or the password"
            case .notAuthorized: "the user may not read and write this database"
            case .tooLarge: "a document would grow beyond MongoDB's 16 MiB"
            default: "MongoDB says “\(failure.message)”"
            }
        self.init(
            .storeUnavailable,
            "\(action) the store “\(store)”: \(reason)",
            isTransient: failure.kind == .unavailable,
            cause: failure
        )
    }
}
