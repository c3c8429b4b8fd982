/// Free data that hangs on a company, a part or an order.
extension Database {
    func showMetadata(of row: MetadataRow) throws(Refusal) -> Reply {
        let metadata = try metadata(of: row)
        return .json { json in json.object { $0.member("metadata") { $0.value(metadata) } } }
    }

    private func metadata(of row: MetadataRow) throws(Refusal) -> JSONObject {
        let found: JSONObject? =
            switch row {
            case .company(let pk): companies[pk]?.metadata
            case .part(let pk): parts[pk]?.metadata
            case .order(let pk): orders[pk]?.metadata
            }
        guard let found else { throw .missing("row") }
        return found
    }

    /// Merges what a PATCH brings into the data, or puts what a PUT brings in its place.
    mutating func updateMetadata(of row: MetadataRow, _ call: Call, opening: Opening) throws(Refusal) -> Reply {
        let old = try metadata(of: row)
        let sent = try call.cleanMembers()["metadata"]
        if case .order(let pk) = row { try checkUnlocked(try order(pk)) }
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

    private mutating func store(
        _ metadata: JSONObject,
        in row: MetadataRow,
        opening: Opening,
        path: String
    ) throws(Refusal) {
        switch row {
        case .company(let pk):
            guard var company = companies[pk] else { return }
            company.metadata = metadata
            companies.put(company)
        case .part(let pk):
            guard var part = parts[pk] else { return }
            part.metadata = metadata
            parts.put(part)
        case .order(let pk):
            guard var order = opening.header ?? orders[pk] else { return }
            order.metadata = metadata
            try save(order, path: path)
        }
    }
}

/// A row that has metadata.
enum MetadataRow {
    case company(Int), part(Int), order(Int)
}
