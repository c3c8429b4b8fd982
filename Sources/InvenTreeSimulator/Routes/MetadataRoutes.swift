/// Free data that hangs on a row.
extension Database {
    func showMetadata(of row: MetadataRow) throws(Refusal) -> Reply {
        let metadata = try metadata(of: row)
        return .json { json in json.object { $0.member("metadata") { $0.value(metadata) } } }
    }

    private func metadata(of row: MetadataRow) throws(Refusal) -> JSONObject {
        let found: JSONObject? =
            switch row.model {
            case .company: companies[row.pk]?.metadata
            case .part: parts[row.pk]?.metadata
            case .order: orders[row.pk]?.metadata
            case .line: lines[row.pk]?.metadata
            case .extraLine: extraLines[row.pk]?.metadata
            }
        guard let found else { throw .missing("row") }
        return found
    }

    /// Merges what a PATCH brings into the data, or puts what a PUT brings in its place.
    mutating func updateMetadata(of row: MetadataRow, _ call: Call, opening: Opening) throws(Refusal) -> Reply {
        let old = try metadata(of: row)
        let sent = try call.cleanMembers(traits)["metadata"]
        try checkUnlocked(row)
        let new: JSONObject
        switch sent {
        case .object(let members): new = call.method == .patch ? old.merging(members) : members
        case nil: new = old
        case .null: new = JSONObject()
        default: throw .crash(.type, path: call.path)
        }
        try store(new, in: row, opening: opening, path: call.path)
        return try showMetadata(of: row)
    }

    private func checkUnlocked(_ row: MetadataRow) throws(Refusal) {
        switch row.model {
        case .company, .part: break
        case .order: try checkUnlocked(try order(row.pk))
        case .line: if let line = lines[row.pk] { try checkUnlocked(linesOf: line.order) }
        case .extraLine: if let line = extraLines[row.pk] { try checkUnlocked(linesOf: line.order) }
        }
    }

    private mutating func store(
        _ metadata: JSONObject,
        in row: MetadataRow,
        opening: Opening,
        path: String
    ) throws(Refusal) {
        switch row.model {
        case .company:
            guard var company = companies[row.pk] else { return }
            company.metadata = metadata
            companies.put(company)
        case .part:
            guard var part = parts[row.pk] else { return }
            part.metadata = metadata
            parts.put(part)
        case .order:
            guard var order = opening.header ?? orders[row.pk] else { return }
            order.metadata = metadata
            try save(order, path: path)
        case .line:
            guard var line = lines[row.pk] else { return }
            line.metadata = metadata
            lines.put(line)
        case .extraLine:
            guard var line = extraLines[row.pk] else { return }
            line.metadata = metadata
            extraLines.put(line)
        }
    }

    /// The answer at the old path of metadata that has moved: a redirect for a read, and 403 for a write, which the
    /// server takes for a form from another site.
    func redirectMetadata(of row: MetadataRow, _ call: Call) throws(Refusal) -> Reply {
        if call.method.isWrite { throw .detail(403, "The origin of this write could not be verified.") }
        let target = "/api/metadata/\(row.model.rawValue)/pk/\(row.pk)/"
        return Reply(status: 301, headers: [("Location", target)], contentType: nil)
    }

    func refuseMetadata(ofModel model: String) -> Refusal {
        Refusal(.json(400) { $0.array(["The model \(model) has no metadata"]) { $0.value($1) } })
    }
}

/// A row that has metadata.
struct MetadataRow: Sendable, Equatable {
    /// The models whose rows have metadata, by the names that paths and roles give them.
    enum Model: String, CaseIterable {
        case company, part
        case order = "salesorder"
        case line = "salesorderlineitem"
        case extraLine = "salesorderextraline"

        /// The path of the model's list, below `/api/`.
        var place: String {
            switch self {
            case .company: "company"
            case .part: "part"
            case .order: "order/so"
            case .line: "order/so-line"
            case .extraLine: "order/so-extra-line"
            }
        }
    }

    let model: Model
    let pk: Int
}
