/// What a server tells anybody about itself.
public struct ServerInfo: Hashable, Sendable {
    /// The version in words, such as `1.2.0`.
    public let version: String

    /// The number of the version of the REST interface, such as 425.
    public let apiVersion: Int

    /// The name that its owner gave to the server.
    public let instanceName: String

    /// Makes a description as the server might have answered it.
    public init(version: String, apiVersion: Int, instanceName: String = "") {
        self.version = version
        self.apiVersion = apiVersion
        self.instanceName = instanceName
    }
}

extension ServerInfo: Decodable {
    private enum CodingKeys: String, CodingKey {
        case version, apiVersion
        case instanceName = "instance"
    }

    /// Reads the server's answer.
    ///
    /// - Throws: `DecodingError` when the answer is not that of an InvenTree server.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        version = try fields.text(.version)
        apiVersion = try fields.decode(Int.self, forKey: .apiVersion)
        instanceName = try fields.text(.instanceName)
    }
}
