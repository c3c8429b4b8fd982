import Foundation
import InvenTreeSimulator
import Testing

/// The differences between API 425 and 530, except for texts, connections and throttling.
@Suite struct NewerServerTests {
    private static let seller = Identities.User(
        password: "seller-pass-1",
        roles: ["sales_order": ["view", "add", "change"]]
    )

    private func order(_ client: Client) throws -> (order: Int, part: Int) {
        (try client.order(), try client.part())
    }

    // MARK: Responses

    @Test func aWriteIsAnsweredWithAllDetailsAndAReadWithNone() async throws {
        try await withClient(version: .v530) { client async throws in
            let (order, part) = try order(client)
            let body = #"{"order":\#(order),"part":\#(part),"quantity":2,"sale_price":3,"sale_price_currency":"EUR"}"#
            let line = try await client.post("/api/order/so-line/?part_detail=false", body)
            let detail = line.object["order_detail"] as? [String: Any]
            #expect(detail?["total_price"] as? Double == 6)
            #expect((line.object["part_detail"] as? [String: Any])?["name"] as? String == "Widget")
            #expect((line.object["customer_detail"] as? [String: Any])?["name"] as? String == "ACME")
            let read = try await client.get("/api/order/so-line/1/")
            #expect(read.fields.isDisjoint(with: ["order_detail", "part_detail", "customer_detail"]))
            let patched = try await client.patch("/api/order/so/\(order)/", #"{"description":"x"}"#)
            #expect(patched.fields.isSuperset(of: ["customer_detail", "tags", "parameters", "notes"]))
            #expect(
                try await client.get("/api/order/so/\(order)/").fields.isDisjoint(with: ["customer_detail", "tags"])
            )
        }
    }

    @Test func detailsThatAUserMayNotViewAreMissing() async throws {
        var configuration = SimulatorConfiguration()
        configuration.identities.users["seller"] = Self.seller
        configuration.identities.tokens["seller"] = Identities.Token(user: "seller", token: "inv-seller")
        try await withClient(configuration, version: .v530) { client async throws in
            let (order, part) = try order(client)
            let body = #"{"order":\#(order),"part":\#(part)}"#
            let answer = try await client.with(token: "inv-seller").post("/api/order/so-line/?part_detail=true", body)
            #expect(answer.status == 201)
            #expect(answer.fields.isSuperset(of: ["order_detail", "customer_detail"]))
            #expect(!answer.fields.contains("part_detail"))
        }
    }

    @Test func notesAreStoredByACreation() async throws {
        for (version, notes) in [(APIVersion.v425, String?.none), (.v530, "as sent")] {
            try await withClient(version: version) { client async throws in
                let company = try await client.post(
                    "/api/company/",
                    #"{"name":"ACME","currency":"EUR","is_customer":true,"notes":"as sent"}"#
                )
                _ = try await client.post("/api/part/", #"{"name":"Widget","notes":"as sent"}"#)
                let order = #"{"customer":\#(company.pk ?? 0),"reference":"SO-0009","notes":"as sent"}"#
                _ = try await client.post("/api/order/so/", order)
                #expect(client.simulator.companies.map(\.notes) == [notes])
                #expect(client.simulator.parts.map(\.notes) == [notes])
                #expect(client.simulator.orders.map(\.notes) == [notes])
            }
        }
    }

    @Test func aCustomStatusIsNullAndTakesNoOther() async throws {
        try await withClient(version: .v530) { client async throws in
            let path = "/api/order/so/\(try client.order())/"
            #expect(try await client.get(path).object["status_custom_key"] is NSNull)
            #expect(try await client.patch(path, #"{"status_custom_key":15}"#).fields == ["status_custom_key"])
            #expect(try await client.patch(path, #"{"status_custom_key":null}"#).status == 200)
        }
    }

    // MARK: Orders

    @Test func aShippedOrderIsOpenFromAPI501On() async throws {
        for (number, isOpen) in [(500, false), (501, true)] {
            let version = try #require(APIVersion(rawValue: number))
            try await withClient(version: version) { client async throws in
                let order = try client.order(status: .shipped)
                let path = "/api/order/so/\(order)/"
                #expect(try await client.patch(path, #"{"description":"x"}"#).status == (isOpen ? 200 : 400))
                #expect(try await client.get("/api/order/so/?limit=1&outstanding=true").count == (isOpen ? 1 : 0))
                _ = try await client.post(path + "cancel/", "{}")
                #expect(client.simulator.orders.first?.status == (isOpen ? .cancelled : .shipped))
            }
        }
    }

    @Test func theDayOfAnUpdateComesAfterItself() async throws {
        var configuration = SimulatorConfiguration()
        configuration.now = { Date(timeIntervalSince1970: 1_700_000_000) }
        try await withClient(configuration, version: .v530) { client async throws in
            _ = try client.order()
            let list = "/api/order/so/?limit=1"
            #expect(try await client.get(list).results.first?["updated_at"] as? String == "2023-11-14 22:13")
            #expect(try await client.get(list + "&updated_after=2023-11-14").count == 1)
            #expect(try await client.get(list + "&updated_after=2023-11-15").count == 0)
            #expect(try await client.get(list + "&updated_before=2023-11-14").count == 0)
            #expect(try await client.get(list + "&created_after=2023-11-14").count == 0)
        }
    }

    @Test func rowsWithEqualValuesComeByTheirKey() async throws {
        try await withClient(version: .v530) { client async throws in
            for _ in 1...3 { _ = try client.order() }
            _ = try await client.patch("/api/order/so/1/", #"{"description":"x"}"#)
            let list = "/api/order/so/?limit=9&ordering="
            let ascending = try await client.get(list + "creation_date").results.map { $0["pk"] as? Int }
            let descending = try await client.get(list + "-creation_date").results.map { $0["pk"] as? Int }
            #expect(ascending == [1, 2, 3])
            #expect(descending == [3, 2, 1])
        }
    }

    // MARK: Lines

    @Test(
        "a discount is a percentage with two decimals",
        arguments: [
            ("12.5", 201), (#""5.25""#, 201), ("0", 201), ("100", 201), ("100.01", 400), ("-1", 400), ("33.333", 400),
            ("null", 400), (#""""#, 400), (#""abc""#, 400),
        ]
    )
    func discount(sent: String, status: Int) async throws {
        try await withClient(version: .v530) { client async throws in
            let (order, part) = try order(client)
            let line = #"{"order":\#(order),"part":\#(part),"discount":\#(sent)}"#
            let extra = #"{"order":\#(order),"discount":\#(sent)}"#
            for (path, body) in [("so-line", line), ("so-extra-line", extra)] {
                let answer = try await client.post("/api/order/\(path)/", body)
                #expect(answer.status == status)
                #expect(status == 201 || answer.fields == ["discount"])
            }
        }
    }

    @Test func discountsAreTakenOffTotals() async throws {
        try await withClient(version: .v530) { client async throws in
            let (order, part) = try order(client)
            let line = #"{"order":\#(order),"part":\#(part),"quantity":2,"sale_price":100,"discount":12.5}"#
            _ = try await client.post(
                "/api/order/so-line/",
                line.replacing("}", with: #","sale_price_currency":"EUR"}"#)
            )
            let extra = #"{"order":\#(order),"price":-50,"price_currency":"EUR","discount":10}"#
            let answer = try await client.post("/api/order/so-extra-line/", extra)
            #expect(answer.object["total_price"] as? Double == -45)
            #expect(try await client.get("/api/order/so/\(order)/").object["total_price"] as? Double == 130)
            _ = try await client.patch("/api/order/so-line/1/", #"{"discount":50}"#)
            #expect(client.simulator.total(ofOrder: order) == 55)
            #expect(client.simulator.lines.first?.salePrice == 100)
        }
    }

    @Test(
        "a line's number is a short text",
        arguments: [
            ("5", 201, "5"), (#"" 7 ""#, 201, "7"), (#""1.5""#, 201, "1.5"), (#""""#, 201, ""), ("null", 400, nil),
            (#""2147483647""#, 201, "2147483647"), (#""2147483648""#, 500, nil),
            (#""123456789012345678901""#, 400, nil),
        ] as [(String, Int, String?)]
    )
    func number(sent: String, status: Int, stored: String?) async throws {
        try await withClient(version: .v530) { client async throws in
            let (order, part) = try order(client)
            let body = #"{"order":\#(order),"part":\#(part),"line":\#(sent)}"#
            #expect(try await client.post("/api/order/so-line/", body).status == status)
            #expect(client.simulator.lines.map(\.number) == stored.map { [$0] } ?? [])
        }
    }

    @Test func linesComeByTheirKeyOrByTheirNumber() async throws {
        try await withClient(version: .v530) { client async throws in
            let order = try client.order()
            for number in ["10", "9", "A1", ""] {
                var line = SimulatedLine(order: order, part: nil)
                line.number = number
                try client.simulator.add(line)
            }
            let list = "/api/order/so-line/?limit=9"
            let sorted = try await client.get(list + "&ordering=line").results.map { $0["line"] as? String }
            #expect(sorted == ["", "A1", "9", "10"])
            #expect(try await client.get(list).results.map { $0["pk"] as? Int } == [1, 2, 3, 4])
        }
    }

    @Test func fieldsOfLinesComeWithTheirVersions() async throws {
        for (number, fields) in [(472, []), (473, ["line"]), (523, ["line"]), (524, ["line", "discount"])] {
            let version = try #require(APIVersion(rawValue: number))
            try await withClient(version: version) { client async throws in
                let (order, part) = try order(client)
                let answer = try await client.post("/api/order/so-line/", #"{"order":\#(order),"part":\#(part)}"#)
                #expect(answer.fields.intersection(["line", "discount"]) == Set(fields))
            }
        }
    }

    @Test func extraLinesHaveAContextAtAPI391() async throws {
        try await withClient(version: .v391) { client async throws in
            let body = #"{"order":\#(try client.order()),"context":{"a":1}}"#
            let answer = try await client.post("/api/order/so-extra-line/", body)
            #expect((answer.object["context"] as? [String: Int]) == ["a": 1])
        }
    }

    // MARK: Bulk deletion

    private func bulk(_ client: Client, query: String = "", _ body: String) async throws -> Answer {
        try await client.send("DELETE", "/api/order/so-line/\(query)", body)
    }

    @Test func linesAreDeletedByAListOfKeys() async throws {
        try await withClient(version: .v530) { client async throws in
            let order = try client.order()
            for _ in 1...4 {
                try client.simulator.add(SimulatedLine(order: order, part: nil, salePrice: 1, currency: "EUR"))
            }
            #expect(try await bulk(client, #"{"items":[1,2,99]}"#).status == 200)
            #expect(client.simulator.lines.map(\.pk) == [3, 4])
            #expect(try await client.get("/api/order/so/\(order)/").object["total_price"] as? Double == 2)
            for body in ["{}", #"{"items":[]}"#, #"{"items":[1]}"#, #"{"items":3}"#, #"{"items":["x"]}"#] {
                let answer = try await bulk(client, body)
                #expect(answer.status == 400)
                #expect(answer.object["non_field_errors"] is String)
            }
            #expect(try await bulk(client, query: "?all=false", #"{"filters":{"order":1}}"#).status == 400)
            #expect(try await bulk(client.with(token: Client.syncer), #"{"items":[3]}"#).status == 403)
            #expect(client.simulator.lines.map(\.pk) == [3, 4])
        }
    }

    @Test func allDeletesTheLinesOfEveryOrder() async throws {
        try await withClient(version: .v530) { client async throws in
            for _ in 1...2 { try client.simulator.add(SimulatedLine(order: try client.order(), part: nil)) }
            #expect(try await bulk(client, query: "?all=true&order=2", "{}").status == 200)
            #expect(client.simulator.lines.isEmpty)
        }
    }

    @Test func aLineOfALockedOrderSavesAllOthers() async throws {
        try await withClient(version: .v530) { client async throws in
            for status in [OrderStatus.pending, .complete] {
                try client.simulator.add(SimulatedLine(order: try client.order(status: status), part: nil))
            }
            let answer = try await bulk(client, #"{"items":[1,2]}"#)
            #expect(answer.object["non_field_errors"] is [String])
            #expect(client.simulator.lines.count == 2)
        }
    }

    @Test func bulkDeletionCameWithAPI523() async throws {
        for (number, status) in [(522, 405), (523, 200)] {
            try await withClient(version: try #require(APIVersion(rawValue: number))) { client async throws in
                try client.simulator.add(SimulatedLine(order: try client.order(), part: nil))
                #expect(try await bulk(client, #"{"items":[1]}"#).status == status)
            }
        }
    }
}
