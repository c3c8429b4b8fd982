import Hummingbird
import InvoiceSync

/// What people did, for admins.
struct AuditRoutes: Sendable {
    let store: any InvoiceStore

    var routes: [Route] {
        [
            Route(.get, "/api/system/audit", for: .token(.admin)) { request, _ in
                let query = try Query(request, allowing: ["before", "limit"])
                let limit = try query.number("limit", in: 1...200) ?? 50
                let records = try await store.auditRecords(before: query.text("before"), limit: limit)
                return .json(AuditList(records: records, next: records.count == limit ? records.last?.id : nil))
            }
        ]
    }
}

private struct AuditList: Encodable {
    let records: [AuditRecord]
    /// The beginning of the next page; absent on the last one.
    let next: String?
}
