import CMongoc

/// Why MongoDB, or the way to it, did not do what it was asked for.
struct MongoFailure: Error, Sendable, CustomStringConvertible {
    enum Kind: Sendable, Hashable {
        /// No server was found within the time for it.
        case unreachable
        /// The connection broke, or the server cannot do anything now.
        case unavailable
        /// Name or password are refused.
        case notAuthenticated
        /// The user may not do this.
        case notAuthorized
        /// The value is in the collection already.
        case duplicateKey
        /// Another index has the name or the keys of this one.
        case indexDiffers
        /// A document would grow beyond 16 MiB.
        case tooLarge
        /// Anything else.
        case refused
        /// The caller was cancelled.
        case cancelled
    }

    let kind: Kind
    /// What is wrong, as the server or libmongoc says; neither names users nor passwords.
    let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = String(message.prefix(300))
    }

    var description: String { message }
}

extension MongoFailure {
    /// What libmongoc reports of a command or a cursor.
    init(_ error: bson_error_t) {
        let message = withUnsafePointer(to: error) { String(cString: cmongoc_message($0)) }
        let kind: Kind =
            switch mongoc_error_domain_t(error.domain) {
            case MONGOC_ERROR_SERVER: Kind(serverCode: Int64(error.code))
            case MONGOC_ERROR_SERVER_SELECTION: .unreachable
            case MONGOC_ERROR_STREAM: .unavailable
            case MONGOC_ERROR_WRITE_CONCERN: .unavailable
            case MONGOC_ERROR_CLIENT where error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE.rawValue: .notAuthenticated
            case MONGOC_ERROR_SASL, MONGOC_ERROR_SCRAM: .notAuthenticated
            case MONGOC_ERROR_PROTOCOL: .unavailable
            default: .refused
            }
        self.init(kind, message)
    }

    /// The first error in a reply that says that all went well: of its documents, or of their replication.
    init?(reply: BSONDocument) {
        let writeError = reply["writeErrors"]?.elements?.first?.document
        guard let error = writeError ?? reply["writeConcernError"]?.document else { return nil }
        self.init(writeError: error)
        if writeError == nil { self.init(.unavailable, message) }
    }

    /// An element of `writeErrors`.
    init(writeError: BSONDocument) {
        self.init(
            Kind(serverCode: writeError["code"]?.integer ?? 0),
            writeError["errmsg"]?.text ?? "the server gives no reason"
        )
    }

    static func malformed(_ error: BSONError) -> MongoFailure {
        switch error {
        case .malformed: MongoFailure(.refused, "the server's answer is no BSON, or is nested too deep")
        case .keyWithNUL: MongoFailure(.refused, "a key holds a NUL character, which MongoDB cannot store")
        }
    }
}

extension MongoFailure.Kind {
    /// “Error Codes” in MongoDB's manual.
    fileprivate init(serverCode code: Int64) {
        self =
            switch code {
            case 18: .notAuthenticated
            case 13: .notAuthorized
            case 11000, 11001, 12582: .duplicateKey
            case 85, 86: .indexDiffers
            case 10334, 17419, 17420: .tooLarge
            case let code where Self.passingCodes.contains(code): .unavailable
            default: .refused
            }
    }

    private static let passingCodes: Set<Int64> = [
        6, 7, 89, 9001,  // HostUnreachable, HostNotFound, NetworkTimeout, SocketException
        10107, 10058, 13435, 13436, 189, 11602,  // not the primary, or no longer
        91, 11600,  // shutting down
        24, 50, 262,  // LockTimeout, MaxTimeMSExpired, ExceededTimeLimit
        43, 237,  // CursorNotFound, CursorKilled
        64, 112, 133, 134,  // WriteConcernFailed, WriteConflict, no server or no majority yet to read from
        14031,  // OutOfDiskSpace
    ]
}
