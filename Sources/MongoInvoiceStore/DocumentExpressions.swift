import InvoiceSync

/// The rules for the state of a document, as expressions that the server works out.
///
/// They say of the fields `sync_*` what `StoredDocument.state(at:)` says of a document that was read.
struct DocumentExpressions {
    let clock: StoreClock

    /// Whether a worker holds the document.
    var isHeld: BSONValue { ["$gt": ["$sync_lease.until", clock.now]] }

    /// The document's `DocumentState` by its raw value.
    var state: BSONValue {
        let rest: [(case: BSONValue, then: BSONValue)] = [
            (isPresent("$sync_log"), stateByLog),
            (isPresent("$sync_status"), .state(.failed)),
            (["$gt": ["$sync_next_at", clock.now]], .state(.waiting)),
        ]
        return .switch(finished + rest, default: .state(.pending))
    }

    /// The state of a document whose status is a known one: it can be told from an index.
    var stateByStatus: BSONValue { .switch(finished, default: .null) }

    private var finished: [(case: BSONValue, then: BSONValue)] {
        let statuses = DocumentStatus.allCases.map { status in
            (case: ["$eq": ["$sync_status", status.bson]] as BSONValue, then: BSONValue.state(status.state))
        }
        return [(isHeld, .state(.held))] + statuses
    }

    /// The rule of `SyncLog.status`, for a log that another program wrote without a status.
    private var stateByLog: BSONValue {
        .switch(
            [
                (["$ne": [["$type": "$sync_log"], "object"]], .state(.failed)),
                (["$eq": [["$type": "$sync_log.error"], "string"]], .state(.failed)),
                (
                    [
                        "$and": [
                            ["$gt": [count("total_invoices"), 0]], ["$eq": [count("total_invoices"), count("failed")]],
                        ]
                    ], .state(.failed)
                ),
                (["$eq": [count("total_invoices"), count("successful")]], .state(.ok)),
            ],
            default: .state(.mixed)
        )
    }

    private func count(_ name: String) -> BSONValue { .wholeNumber(in: "$sync_log.\(name)") }

    private func isPresent(_ field: BSONValue) -> BSONValue {
        ["$ne": [["$ifNull": [field, .null]], .null]]
    }
}

extension BSONValue {
    /// The whole number that a field (`$name`) holds, 0 where it holds none.
    static func wholeNumber(in field: String) -> BSONValue {
        let field = BSONValue.string(field)
        let whole: BSONValue = ["$cond": [["$eq": [field, ["$trunc": field]]], field, 0]]
        return ["$cond": [["$isNumber": field], whole, 0]]
    }

    fileprivate static func state(_ state: DocumentState) -> BSONValue { .string(state.rawValue) }

    fileprivate static func `switch`(_ branches: [(case: BSONValue, then: BSONValue)], default: BSONValue) -> BSONValue
    {
        let branches = branches.map { ["case": $0.case, "then": $0.then] as BSONValue }
        return ["$switch": ["branches": .array(branches), "default": `default`]]
    }
}

extension DocumentStatus {
    var bson: BSONValue { .int32(Int32(rawValue)) }
}
