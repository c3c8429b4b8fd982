import CMongoc
public import InvoiceSync

extension MongoInvoiceStore {
    /// The reason why there is no such store: its database or its collection does not exist.
    ///
    /// - Throws: `SyncError` if the server cannot be reached.
    /// - Returns: A sentence that names the collections that do exist; `nil` if the store exists, or the user may not list
    ///   collections.
    public func absence() async throws(SyncError) -> String? {
        try await perform("looking for") { operations throws(MongoFailure) in
            do throws(MongoFailure) {
                return try operations.absence()
            } catch  where error.kind == .notAuthorized {
                return nil
            }
        }
    }
}

extension StoreOperations {
    /// MongoDB has no empty databases: one without collections does not exist.
    func absence() throws(MongoFailure) -> String? {
        let names = try session.collections()
        if names.contains(collection) { return nil }
        let own = names.filter { !$0.hasPrefix("sync_") && !$0.hasPrefix("system.") && $0 != "jobs" }.sorted()
        guard !own.isEmpty else {
            return
                "the database “\(session.database)” does not exist, or has no documents: correct the database in the URI of "
                + "the setting store"
        }
        let listed = own.prefix(10).map { "“\($0)”" }.joined(separator: ", ")
        return "the database “\(session.database)” has no collection “\(collection)”, only \(listed): set collection"
    }
}

extension MongoSession {
    /// The names of the database's collections.
    fileprivate func collections() throws(MongoFailure) -> [String] {
        let handle = mongoc_client_get_database(client, database)
        defer { mongoc_database_destroy(handle) }
        var error = bson_error_t()
        guard let names = mongoc_database_get_collection_names_with_opts(handle, nil, &error) else {
            throw MongoFailure(error)
        }
        defer { bson_strfreev(names) }
        return sequence(first: names) { $0 + 1 }.lazy.prefix { $0.pointee != nil }
            .compactMap { $0.pointee.map { String(cString: $0) } }
    }
}
