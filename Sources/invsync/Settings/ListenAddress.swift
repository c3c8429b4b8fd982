/// Where a command listens: `127.0.0.1:8080`.
struct ListenAddress {
    let host: String
    let port: Int

    /// Reads `host:port`; nil where it is none.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port), colon > text.startIndex
        else { return nil }
        host = String(text[..<colon])
        self.port = port
    }
}
