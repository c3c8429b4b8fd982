import InvenTreeSimulator
import Testing

@Suite struct OrderTests {
    private func suggested(_ client: Client) async throws -> String? {
        let options = try await client.send("OPTIONS", "/api/order/so/")
        let actions = options.object["actions"] as? [String: [String: [String: Any]]]
        return actions?["POST"]?["reference"]?["default"] as? String
    }

    @Test func anAutomaticReferenceFollowsTheHighest() async throws {
        try await withClient { client async throws in
            let customer = try client.customer()
            let body = #"{"customer":\#(customer)}"#
            #expect(try await client.post("/api/order/so/", body).object["reference"] as? String == "SO-0001")
            _ = try client.order(reference: "SO-9000")
            #expect(try await suggested(client) == "SO-9001")
            #expect(try await client.post("/api/order/so/", body).object["reference"] as? String == "SO-9001")
        }
    }

    @Test(
        "a reference must match the pattern",
        arguments: [
            ("SO-{ref:04d}", "SO-7", true), ("SO-{ref:04d}", "so-7", false), ("SO-{ref:04d}", "SO-7-A", false),
            ("{ref}", "ABC 12/2024", true), ("{?:SO}-{ref:04d}", "F-123", true),
            ("{?:SO}-{ref:04d}", "ABC 12", false), ("{ref:d}*", "F-1", false), ("A#?-{ref}", "A1x-9", true),
        ]
    )
    func pattern(pattern: String, reference: String, isAllowed: Bool) async throws {
        try await withClient { client async throws in
            let customer = try client.customer()
            try client.simulator.set("SALESORDER_REFERENCE_PATTERN", to: pattern)
            let body = #"{"customer":\#(customer),"reference":"\#(reference)"}"#
            let answer = try await client.post("/api/order/so/", body)
            #expect(answer.status == (isAllowed ? 201 : 400))
            #expect(isAllowed || answer.fields == ["reference"])
            if isAllowed {
                #expect(try await client.post("/api/order/so/", body).fields == ["reference"])
            }
        }
    }

    @Test func aPatternWithoutANumberIsRefused() async throws {
        try await withClient { client async throws in
            let path = "/api/settings/global/SALESORDER_REFERENCE_PATTERN/"
            for pattern in ["INV-", "", "{foo}-{ref}", "{ref}{ref}", "{ref"] {
                #expect(try await client.patch(path, #"{"value":"\#(pattern)"}"#).fields == ["value"])
            }
            #expect(try await client.patch(path, #"{"value":"INV-{ref:06d}"}"#).status == 200)
            #expect(try await suggested(client) == "INV-000001")
        }
    }

    @Test func aNumberOfTwoToThe31BreaksTheCountingForGood() async throws {
        try await withClient { client async throws in
            let customer = try client.customer()
            _ = try client.order(reference: "SO-2147483646")
            let body = #"{"customer":\#(customer)}"#
            #expect(try await client.post("/api/order/so/", body).status == 201)
            #expect(try await client.post("/api/order/so/", body).status == 201)
            #expect(try await client.post("/api/order/so/", body).fields == ["reference"])
            let explicit = #"{"customer":\#(customer),"reference":"SO-1"}"#
            #expect(try await client.post("/api/order/so/", explicit).status == 201)
        }
    }

    @Test func someFieldsAreIgnoredWithoutAWord() async throws {
        try await withClient { client async throws in
            let customer = try client.customer()
            let body = #"""
                {"customer":\#(customer),"notes":"n","status":30,"shipment_date":"2020-01-01","metadata":{"a":1},
                 "issue_date":"2020-01-02","creation_date":"2020-01-01"}
                """#
            _ = try await client.post("/api/order/so/", body)
            let order = try #require(client.simulator.orders.first)
            #expect(order.notes == nil && order.status == .pending && order.shipmentDate == nil)
            #expect(order.issueDate == "2020-01-02" && order.creationDate == "2020-01-01")
            let metadata = try await client.get("/api/order/so/1/metadata/")
            #expect(metadata.text == #"{"metadata":{}}"#)
        }
    }

    @Test(
        "order fields are checked",
        arguments: [
            (#"{"description":"x"}"#, "customer"), (#"{"customer":99}"#, "customer"),
            (#"{"customer":1,"issue_date":"03.01.2020"}"#, "issue_date"),
            (#"{"customer":1,"issue_date":"2020-01-03T10:00:00"}"#, "issue_date"),
            (#"{"customer":1,"order_currency":"RON"}"#, "order_currency"),
            (#"{"customer":1,"reference":""}"#, "reference"), (#"{"customer":1,"link":"inv/1"}"#, "link"),
            (#"{"customer":2}"#, "customer"),
        ]
    )
    func fields(body: String, field: String) async throws {
        try await withClient { client async throws in
            _ = try client.customer()
            try client.simulator.add(SimulatedCompany(name: "Supplier", isCustomer: false))
            #expect(try await client.post("/api/order/so/", body).fields == [field])
            #expect(client.simulator.orders.isEmpty)
        }
    }

    @Test(arguments: [(APIVersion.v391, "reference"), (.v425, "non_field_errors")])
    func aShippedOrderIsLocked(version: APIVersion, field: String) async throws {
        try await withClient(version: version) { client async throws in
            let order = try client.order()
            let part = try client.part()
            let line = #"{"order":\#(order),"part":\#(part)}"#
            let path = "/api/order/so/\(order)/"
            _ = try await client.post("/api/order/so-line/", line)
            #expect(try await client.post(path + "complete/", "{}").fields == ["accept_incomplete"])
            #expect(try await client.post(path + "complete/", #"{"accept_incomplete":true}"#).status == 201)
            #expect(client.simulator.orders.first?.status == .shipped)
            #expect(try await client.post("/api/order/so-line/", line).fields == [field])
            #expect(try await client.patch("/api/order/so-line/1/", #"{"quantity":2}"#).fields == [field])
            #expect(try await client.delete("/api/order/so-line/1/").fields == [field])
            #expect(try await client.patch(path, #"{"description":"x"}"#).fields == ["reference"])
            _ = try await client.patch("/api/settings/global/SALESORDER_EDIT_COMPLETED_ORDERS/", #"{"value":true}"#)
            #expect(try await client.patch(path, #"{"description":"x"}"#).status == 200)
        }
    }

    @Test func anOrderGoesThroughItsStates() async throws {
        try await withClient { client async throws in
            let path = "/api/order/so/\(try client.order())/"
            func status(after action: String) async throws -> OrderStatus? {
                #expect(try await client.post(path + action + "/", "{}").status == 201)
                return client.simulator.orders.first?.status
            }
            #expect(try await status(after: "hold") == .onHold)
            #expect(try await status(after: "issue") == .inProgress)
            #expect(client.simulator.orders.first?.issueDate != nil)
            #expect(try await status(after: "complete") == .shipped)
            #expect(try await status(after: "complete") == .complete)
            #expect(try await status(after: "cancel") == .complete)
        }
    }

    @Test func ordersByDayOfCreationBreakTheServerAtAPI391() async throws {
        let path = "/api/order/so/?limit=5&created_after=2020-01-01"
        try await withClient(version: .v391) { client async throws in
            _ = try client.order()
            #expect(try await client.get(path).status == 500)
            #expect(try await client.get("/api/order/so/?limit=5&created_after=nope").status == 400)
        }
        try await withClient { client async throws in
            let customer = try client.customer()
            for day in ["2020-01-01", "2020-01-02"] {
                try client.simulator.add(SimulatedOrder(customer: customer, creationDate: day))
            }
            #expect(try await client.get(path).count == 1)
            #expect(try await client.get("/api/order/so/?limit=5&created_before=2020-01-02").count == 1)
        }
    }

    @Test func metadataIsMergedByPatchAndReplacedByPut() async throws {
        try await withClient { client async throws in
            let path = "/api/order/so/\(try client.order())/metadata/"
            _ = try await client.patch(path, #"{"metadata":{"a":1}}"#)
            #expect(
                try await client.patch(path, #"{"metadata":{"b":{"c":2}}}"#).text
                    == #"{"metadata":{"a":1,"b":{"c":2}}}"#
            )
            #expect(try await client.patch(path, #"{"metadata":[1]}"#).status == 500)
            #expect(try await client.send("PUT", path, #"{"metadata":{"c":3}}"#).text == #"{"metadata":{"c":3}}"#)
        }
    }

    @Test func ordersAreFoundByReferenceInAnyCaseAndBySearch() async throws {
        try await withClient { client async throws in
            let customer = try client.customer("Țiriac")
            for reference in ["SO-90", "SO-901"] {
                try client.simulator.add(
                    SimulatedOrder(customer: customer, reference: reference, description: "SERIE=A;NUMAR=\(reference)")
                )
            }
            #expect(try await client.get("/api/order/so/?limit=5&reference=so-90").count == 1)
            #expect(try await client.get("/api/order/so/?limit=5&search=numar=so-90").count == 2)
            #expect(try await client.get("/api/order/so/?limit=5&search=%C8%9Biriac%20901").count == 1)
        }
    }
}
