extension StoreOperations {
    /// The largest size of what one command holds, in bytes: MongoDB takes 16 MiB.
    static let bytesPerCommand = 8 << 20
    /// The largest number of updates in one command.
    private static let updatesPerCommand = 500

    /// Changes or creates documents of a collection, each by itself and as many per command as fit.
    ///
    /// The updates of one command are independent of each other, so that a repetition finds all that another session
    /// created at the same moment.
    ///
    /// - Parameters:
    ///   - collection: The collection.
    ///   - updates: Elements of `updates` as the command `update` takes them; each may be applied twice without harm.
    /// - Throws: ``MongoFailure``; some of the updates may be done then.
    func update(_ collection: String, _ updates: [BSONDocument]) throws(MongoFailure) {
        var part: [BSONValue] = []
        var size = 0
        for update in updates {
            let byteCount = try update.sentBytes().count
            if !part.isEmpty, part.count == Self.updatesPerCommand || size + byteCount > Self.bytesPerCommand {
                try write(part, to: collection)
                (part, size) = ([], 0)
            }
            part.append(.document(update))
            size += byteCount
        }
        if !part.isEmpty { try write(part, to: collection) }
    }

    private func write(_ updates: [BSONValue], to collection: String) throws(MongoFailure) {
        try retryingDuplicate { () throws(MongoFailure) in
            try session.write(["update": .string(collection), "ordered": false, "updates": .array(updates)])
        }
    }
}

extension Array {
    /// The elements in their order, at most so many at a time.
    func parts(of count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
