import CMongoc

/// A client of libmongoc in the hands of one thread, for one operation of the store.
struct MongoSession {
    let client: OpaquePointer
    let database: String
    /// Whether the operation's task was cancelled.
    let isCancelled: () -> Bool

    /// Changes one document, or none; the server repeats it once by itself where the answer was lost.
    ///
    /// - Parameters:
    ///   - collection: The collection.
    ///   - command: The fields of `findAndModify` beside its name.
    /// - Throws: ``MongoFailure``.
    /// - Returns: The document; nil where there was none to change.
    func findAndModify(_ collection: String, _ command: BSONDocument) throws(MongoFailure) -> BSONDocument? {
        try write(["findAndModify": .string(collection)] + command)["value"]?.document
    }

    /// Runs a command that writes.
    ///
    /// - Parameter command: The command, its name first.
    /// - Throws: ``MongoFailure``, also where a part of it failed or could not be replicated.
    /// - Returns: The server's reply.
    @discardableResult
    func write(_ command: BSONDocument) throws(MongoFailure) -> BSONDocument {
        let reply = try reply(to: command)
        if let failure = MongoFailure(reply: reply) { throw failure }
        return reply
    }

    /// Inserts documents, each by itself.
    ///
    /// - Parameters:
    ///   - documents: The documents: at most 100,000, and 16 MiB with what surrounds them.
    ///   - collection: The collection.
    /// - Throws: ``MongoFailure`` where one of them was refused for another reason than its `_id`.
    /// - Returns: The positions of those whose `_id` is there already.
    func insert(_ documents: [BSONDocument], into collection: String) throws(MongoFailure) -> [Int] {
        let command: BSONDocument = [
            "insert": .string(collection), "ordered": false,
            "documents": .array(documents.map { .document($0) }),
        ]
        let reply = try reply(to: command)
        let errors = reply["writeErrors"]?.elements?.compactMap(\.document) ?? []
        if let other = errors.first(where: { !$0.isOfIdentifier }) { throw MongoFailure(writeError: other) }
        if errors.isEmpty, let failure = MongoFailure(reply: reply) { throw failure }
        return errors.compactMap { $0["index"]?.integer.map { Int($0) } }
    }

    private func reply(to command: BSONDocument) throws(MongoFailure) -> BSONDocument {
        let bytes = try command.sentBytes()
        var error = bson_error_t()
        var reply: UnsafeMutablePointer<UInt8>?
        var length = 0
        defer { bson_free(reply) }
        guard cmongoc_write(client, database, bytes, bytes.count, &reply, &length, &error) else {
            throw MongoFailure(error)
        }
        return try BSONDocument(answer: reply, length)
    }

    /// Gives what a pipeline gives, document by document, until the body has enough of it.
    ///
    /// - Parameters:
    ///   - collection: The collection.
    ///   - pipeline: The stages.
    ///   - body: Takes a document, and tells whether there is to be another.
    /// - Throws: ``MongoFailure``; of kind ``MongoFailure/Kind/cancelled`` where the task was cancelled.
    func aggregate(
        _ collection: String,
        _ pipeline: [BSONDocument],
        _ body: (BSONDocument) throws(MongoFailure) -> Bool
    ) throws(MongoFailure) {
        let stages = try (["pipeline": .array(pipeline.map { .document($0) })] as BSONDocument).sentBytes()
        let options = try (["allowDiskUse": true] as BSONDocument).sentBytes()
        let cursor = cmongoc_aggregate(client, database, collection, stages, stages.count, options, options.count)
        guard let cursor else { throw MongoFailure(.refused, "memory is short") }
        defer { mongoc_cursor_destroy(cursor) }
        var length = 0
        while let bytes = cmongoc_cursor_next(cursor, &length) {
            if isCancelled() { throw MongoFailure(.cancelled, "it was cancelled") }
            guard try body(BSONDocument(answer: bytes, length)) else { return }
        }
        var error = bson_error_t()
        if mongoc_cursor_error(cursor, &error) { throw MongoFailure(error) }
    }
}

extension BSONDocument {
    /// Whether this element of `writeErrors` says that the document's `_id` is there already.
    fileprivate var isOfIdentifier: Bool {
        guard MongoFailure(writeError: self).kind == .duplicateKey else { return false }
        return self["keyPattern"]?.document.map { $0["_id"] != nil } ?? true
    }

    fileprivate init(answer bytes: UnsafePointer<UInt8>?, _ length: Int) throws(MongoFailure) {
        do throws(BSONError) {
            try self.init(bytes: UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : length))
        } catch {
            throw .malformed(error)
        }
    }

    /// The document as it is sent.
    ///
    /// - Throws: ``MongoFailure`` where a key cannot be written.
    func sentBytes() throws(MongoFailure) -> [UInt8] {
        do throws(BSONError) {
            return try bytes()
        } catch {
            throw .malformed(error)
        }
    }
}
