/// A request, read from the wire and not yet judged.
struct Call: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case options = "OPTIONS"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether such a request may change something.
        var isWrite: Bool {
            switch self {
            case .get, .head, .options: false
            case .post, .put, .patch, .delete: true
            }
        }
    }

    /// The body, as far as it could be read.
    enum Payload: Sendable {
        case object(JSONObject)
        /// JSON, but a list, a text, a number or null.
        case other
        case malformed(offset: Int)
        case unsupported(mediaType: String)
    }

    let method: Method
    /// The path and query as they were sent.
    let target: String
    let path: String
    var query: Query
    /// `http://` and the host the client named.
    let origin: String
    let accept: String?
    let authorization: String?
    let payload: Payload

    /// The body's members.
    ///
    /// - Throws: What the server answers to a body that is no JSON object: 400, 415 or 500.
    func members() throws(Refusal) -> JSONObject {
        switch payload {
        case .object(let object): return object
        case .other: throw .crash(.attribute, path: path)
        case .malformed(let offset): throw .detail(400, "The body is no JSON, at byte \(offset)")
        case .unsupported(let mediaType): throw .detail(415, "The media type \"\(mediaType)\" is not understood")
        }
    }

    /// The members with their texts cleaned, which is how the server takes what it is to store.
    func cleanMembers(_ traits: VersionTraits) throws(Refusal) -> JSONObject {
        try Self.clean(try members(), by: traits.textCleaner)
    }

    private static func clean(_ object: JSONObject, by cleaner: CleanText.Cleaner) throws(Refusal) -> JSONObject {
        var cleaned = JSONObject()
        for (key, value) in object.members {
            switch value {
            case .string(let text):
                do throws(CleanText.ContainsMarkup) {
                    let text = try CleanText.clean(text, keepsLineBreaks: key == "notes", by: cleaner)
                    cleaned[key] = .string(text)
                } catch {
                    throw .field(key, "HTML is not allowed here")
                }
            case .object(let members):
                cleaned[key] = .object(try clean(members, by: cleaner))
            default:
                cleaned[key] = value
            }
        }
        return cleaned
    }

    /// Reads a body by its media type.
    static func payload(_ body: [UInt8], contentType: String?) -> Payload {
        guard !body.isEmpty else { return .object(JSONObject()) }
        let mediaType = contentType?.split(separator: ";").first.map { String($0).trimmed.lowercased() } ?? ""
        switch mediaType {
        case "application/json":
            do throws(JSONParser.Malformed) {
                let value = try JSONParser.parse(body)
                if case .object(let object) = value { return .object(object) }
                return .other
            } catch {
                return .malformed(offset: error.offset)
            }
        case "application/x-www-form-urlencoded":
            var object = JSONObject()
            for item in Query(formEncoded: String(decoding: body, as: UTF8.self)).items {
                object[item.name] = .string(item.value)
            }
            return .object(object)
        default:
            return .unsupported(mediaType: mediaType)
        }
    }
}
