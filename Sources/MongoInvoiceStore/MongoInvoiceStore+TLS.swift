import CMongoc
import InvenTreeClient

extension MongoInvoiceStore {
    /// The hosts beyond this machine that a URI names without TLS.
    ///
    /// - Parameter uri: A `mongodb://` or `mongodb+srv://` URI; the latter means TLS unless it says otherwise.
    /// - Returns: The hosts without their ports; none for what is no URI.
    package static func hostsWithoutTLS(in uri: String) -> [String] {
        guard let parsed = mongoc_uri_new_with_error(uri, nil) else { return [] }
        defer { mongoc_uri_destroy(parsed) }
        guard !mongoc_uri_get_tls(parsed) else { return [] }
        return MongoPool.hosts(of: parsed).filter { !$0.hasPrefix("/") }
            .map { host in host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host }
            .filter { !Loopback.contains($0) }
    }
}
