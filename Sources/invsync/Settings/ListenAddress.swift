/// Where a command listens: `127.0.0.1:8080`, `[::1]:8080`.
struct ListenAddress {
    /// The name or address, without brackets.
    let host: String
    let port: Int

    /// The rule for an address that is none.
    static let rule = "must look like 127.0.0.1:8080 or [::1]:8080"

    /// Reads `host:port`; nil where it is none.
    ///
    /// An IPv6 address stands in brackets, since it has colons of its own.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port), colon > text.startIndex
        else { return nil }
        let name = text[..<colon]
        let isInBrackets = name.hasPrefix("[") && name.hasSuffix("]")
        let host = isInBrackets ? name.dropFirst().dropLast() : name
        guard !host.isEmpty, host.contains(":") == isInBrackets, !host.contains(where: { "[]/ ".contains($0) }) else {
            return nil
        }
        self.host = String(host)
        self.port = port
    }

    /// An address that a browser on this machine can open.
    ///
    /// - Parameters:
    ///   - host: The name or address that is listened on; one that stands for all addresses becomes this machine's own.
    ///   - port: The port.
    /// - Returns: The address.
    static func url(_ host: String, _ port: Int) -> String {
        let name =
            switch host {
            case "0.0.0.0": "127.0.0.1"
            case "::": "[::1]"
            case _ where host.contains(":"): "[\(host)]"
            default: host
            }
        return "http://\(name):\(port)"
    }
}
