import CMongoc
import Foundation
import InvoiceSync

/// The connections to a deployment, and the database that is used there.
///
/// `@unchecked Sendable` is safe because the handle is only given to the functions of libmongoc that may be called from
/// any thread (to take a client out and to put it back), and lives as long as anybody can call them. A client is known to
/// the thread alone that took it.
final class MongoPool: @unchecked Sendable {
    let database: String
    /// The hosts, for people: what of the URI is no secret.
    let hosts: String
    private let handle: OpaquePointer

    private static let isStarted: Bool = {
        cmongoc_start()
        return true
    }()

    /// Reads a URI; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - uri: A `mongodb://` or `mongodb+srv://` URI.
    ///   - database: The database; nil for the URI's.
    ///   - size: How many clients there are at most.
    /// - Throws: `SyncError` that does not tell the URI.
    init(uri: String, database: String?, size: Int) throws(SyncError) {
        guard Self.isStarted, let parsed = mongoc_uri_new_with_error(uri, nil) else {
            throw .unusable("it is not of the form mongodb://user:password@host:27017/database?options")
        }
        defer { mongoc_uri_destroy(parsed) }
        guard let database = database ?? mongoc_uri_get_database(parsed).map({ String(cString: $0) }), !database.isEmpty
        else {
            throw .unusable("it names no database, and no other is configured")
        }
        Self.configure(parsed, size: size)
        hosts = Self.hosts(of: parsed).joined(separator: ",")
        guard let handle = mongoc_client_pool_new_with_error(parsed, nil) else {
            throw .unusable("its options contradict each other, or name files that cannot be read")
        }
        mongoc_client_pool_set_error_api(handle, MONGOC_ERROR_API_VERSION_2)
        self.database = database
        self.handle = handle
    }

    deinit {
        // It waits half a second for the threads that watch the servers; nobody else has the handle any more.
        nonisolated(unsafe) let handle = handle
        Thread.detachNewThread { mongoc_client_pool_destroy(handle) }
    }

    /// Lends a client to some work on the calling thread; waits where all of them are lent.
    ///
    /// - Parameters:
    ///   - isCancelled: Whether the work is still wanted.
    ///   - body: The work.
    /// - Throws: ``MongoFailure``.
    /// - Returns: What the work returns.
    func withSession<Value>(
        isCancelled: @escaping () -> Bool,
        _ body: (MongoSession) throws(MongoFailure) -> Value
    ) throws(MongoFailure) -> Value {
        guard let client = mongoc_client_pool_pop(handle) else {
            throw MongoFailure(.unavailable, "there is no client to be had")
        }
        defer { mongoc_client_pool_push(handle, client) }
        return try body(MongoSession(client: client, database: database, isCancelled: isCancelled))
    }
}

extension MongoPool {
    /// Sets what the store needs to be safe, and limits of time where the URI names none.
    private static func configure(_ uri: OpaquePointer, size: Int) {
        let limits: [(name: String, milliseconds: Int32)] = [
            (MONGOC_URI_SERVERSELECTIONTIMEOUTMS, 10_000),
            (MONGOC_URI_CONNECTTIMEOUTMS, 5_000),
            (MONGOC_URI_SOCKETTIMEOUTMS, 60_000),
        ]
        for limit in limits where !mongoc_uri_has_option(uri, limit.name) {
            mongoc_uri_set_option_as_int32(uri, limit.name, limit.milliseconds)
        }
        mongoc_uri_set_option_as_int32(uri, MONGOC_URI_MAXPOOLSIZE, Int32(size))
        if mongoc_uri_get_appname(uri) == nil { mongoc_uri_set_appname(uri, "invsync") }

        // What was answered is never rolled back, and what was written is what is read.
        let writeConcern = mongoc_write_concern_new()
        mongoc_write_concern_set_wmajority(writeConcern, 30_000)
        mongoc_write_concern_set_journal(writeConcern, true)
        mongoc_uri_set_write_concern(uri, writeConcern)
        mongoc_write_concern_destroy(writeConcern)
        let primary = mongoc_read_prefs_new(MONGOC_READ_PRIMARY)
        mongoc_uri_set_read_prefs_t(uri, primary)
        mongoc_read_prefs_destroy(primary)
    }

    /// The hosts that a URI names, with their ports; a socket by its path.
    static func hosts(of uri: OpaquePointer) -> [String] {
        if let name = mongoc_uri_get_srv_hostname(uri) { return [String(cString: name)] }
        var hosts: [String] = []
        var next = mongoc_uri_get_hosts(uri)
        while let host = next {
            hosts.append(String(cString: cmongoc_host_and_port(host)))
            next = UnsafePointer(host.pointee.next)
        }
        return hosts
    }
}
