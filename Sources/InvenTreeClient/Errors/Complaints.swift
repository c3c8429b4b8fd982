import Foundation

/// The complaints in the body of a rejection, in any of the forms in which the server writes them.
struct Complaints {
    private(set) var fieldErrors: [String: [String]] = [:]
    private var detail: String?

    /// Reads the body of an unsuccessful response; nil for one that InvenTree does not write.
    ///
    /// InvenTree writes `detail` with any status from 400, and with 400 also lists of texts, by field or for the whole
    /// request (<doc:ServerBehaviour#Error-responses>).
    init?(body: Data, status: Int) {
        guard status >= 400, let value = try? JSONDecoder().decode(JSONValue.self, from: body) else { return nil }
        guard case .object(var fields) = value else {
            guard status == 400, value.holdsTexts else { return nil }
            collect(value, under: nil)
            return
        }
        // A `title` stands in the problem details (RFC 9457) of other programs.
        if case .text(let text)? = fields["detail"], fields["title"] == nil {
            detail = text
            fields["detail"] = nil
        } else if status != 400 || !value.holdsTexts {
            return nil
        }
        if fields["error_class"] == nil {
            collect(.object(fields), under: nil)
        }
    }

    private mutating func collect(_ value: JSONValue, under field: String?) {
        switch value {
        case .object(let fields):
            for (name, value) in fields {
                collect(value, under: field.map { "\($0).\(name)" } ?? name)
            }
        case .list(let values):
            for value in values {
                collect(value, under: field)
            }
        case .text(let text): fieldErrors[field ?? "non_field_errors", default: []].append(text)
        case .other: break
        }
    }

    var summary: String? {
        if let detail { return detail }
        guard !fieldErrors.isEmpty else { return nil }
        return fieldErrors.sorted { $0.key < $1.key }
            .map { field, texts in "\(field): \(texts.joined(separator: " "))" }
            .joined(separator: "; ")
    }
}

/// Any JSON, as far as complaints are made of it.
private enum JSONValue: Decodable {
    case object([String: JSONValue])
    case list([JSONValue])
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let fields = try? container.decode([String: JSONValue].self) {
            self = .object(fields)
        } else if let values = try? container.decode([JSONValue].self) {
            self = .list(values)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .other
        }
    }
}

extension JSONValue {
    /// A Boolean value that indicates whether texts stand where InvenTree writes those of a rejection: in a list, under
    /// `non_field_errors`, or alone.
    fileprivate var holdsTexts: Bool {
        switch self {
        case .text: true
        case .list(let values): values.contains(where: \.holdsTexts)
        case .object(let fields):
            fields.contains { name, value in
                if case .text = value { name == "non_field_errors" } else { value.holdsTexts }
            }
        case .other: false
        }
    }
}
