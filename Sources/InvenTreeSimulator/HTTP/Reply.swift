/// What the server sends back.
struct Reply: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    var contentType: String? = "application/json"
    /// How many rows of a list it shows.
    var rows = 0

    static let noContent = Reply(status: 204, contentType: nil)

    static func json(_ status: Int = 200, _ write: (inout JSONWriter) -> Void) -> Reply {
        Reply(status: status, body: JSONWriter.bytes(write))
    }

    static func html(_ status: Int, _ title: String) -> Reply {
        let page = "<!doctype html><title>\(title)</title><h1>\(title)</h1>\n"
        return Reply(status: status, body: Array(page.utf8), contentType: "text/html; charset=utf-8")
    }
}

/// A request that the server does not carry out, or not wholly.
struct Refusal: Error {
    let reply: Reply

    init(_ reply: Reply) {
        self.reply = reply
    }

    /// 400 with the messages of some fields.
    init(_ errors: FieldErrors) {
        self.init(
            .json(400) { json in
                json.object { json in
                    for (name, messages) in errors.fields { json.field(name, messages) }
                }
            }
        )
    }

    static func field(_ name: String, _ messages: String...) -> Refusal {
        Refusal(FieldErrors(fields: [(name, messages)]))
    }

    /// 400 that concerns no field alone.
    static func whole(_ message: String) -> Refusal {
        .field("non_field_errors", message)
    }

    /// 400 to a change of several rows, whose message is no list.
    static func bulk(_ message: String) -> Refusal {
        Refusal(.json(400) { $0.object { $0.field("non_field_errors", message) } })
    }

    static func detail(_ status: Int, _ text: String) -> Refusal {
        Refusal(.json(status) { $0.object { $0.field("detail", text) } })
    }

    static func missing(_ what: String) -> Refusal {
        .detail(404, "There is no such \(what).")
    }

    static let forbidden = Refusal.detail(403, "Your roles do not allow this.")

    static func unauthenticated(_ text: String) -> Refusal {
        var refusal = Refusal.detail(401, text).reply
        refusal.headers.append(("WWW-Authenticate", "Token"))
        return Refusal(refusal)
    }

    static func unknownEndpoint(_ url: String) -> Refusal {
        Refusal(
            .json(404) { json in
                json.object {
                    $0.field("detail", "No endpoint has this address")
                    $0.field("url", url)
                }
            }
        )
    }

    /// A server that broke down: 500 with the kind of the failure.
    static func crash(_ failure: ServerFailure, path: String) -> Refusal {
        Refusal(
            .json(500) { json in
                json.object {
                    $0.field("error", failure.rawValue)
                    $0.field("error_class", "<class '\(failure.qualifiedName)'>")
                    $0.field("detail", "The server kept the details in its own log")
                    $0.field("path", path)
                    $0.field("status_code", 500)
                }
            }
        )
    }
}

/// The kinds of breakdown that a 500 names.
enum ServerFailure: String {
    /// A body that is no object, or metadata that is none.
    case attribute = "AttributeError"
    case type = "TypeError"
    /// A number or an expression that the database refuses.
    case data = "DataError"
    /// A row that another request made unique first.
    case integrity = "IntegrityError"
    /// A deadlock.
    case operational = "OperationalError"

    var qualifiedName: String {
        switch self {
        case .attribute, .type: rawValue
        case .data, .integrity, .operational: "django.db.utils.\(rawValue)"
        }
    }
}

/// Messages by field, in the order in which the fields were read.
struct FieldErrors {
    private(set) var fields: [(name: String, messages: [String])] = []

    var isEmpty: Bool { fields.isEmpty }

    mutating func add(_ name: String, _ message: String) {
        if let index = fields.firstIndex(where: { $0.name == name }) {
            fields[index].messages.append(message)
        } else {
            fields.append((name, [message]))
        }
    }

    func contains(_ name: String) -> Bool {
        fields.contains { $0.name == name }
    }
}
