// What a server can do by its version: the one place where the number of an API decides anything for the client.

extension ServerInfo {
    /// Whether lines and extra lines have a number (`line`).
    public var linesHaveNumbers: Bool { apiVersion >= 473 }

    /// Whether several lines can be deleted in one request.
    public var deletesLinesTogether: Bool { apiVersion >= 523 }
}
