import InvenTreeSimulator
import Testing

@Suite struct CompanyAndPartTests {
    @Test func aCompanyStartsAsSupplierAndNotAsCustomer() async throws {
        try await withClient { client async throws in
            let answer = try await client.post("/api/company/", #"{"name":"ACME","notes":"lost","foo":1}"#)
            #expect(answer.status == 201)
            #expect(answer.object["is_customer"] as? Bool == false)
            #expect(answer.object["is_supplier"] as? Bool == true)
            #expect(answer.object["currency"] as? String == "USD")
            #expect(client.simulator.companies.first?.notes == nil)
            _ = try await client.patch("/api/company/1/", #"{"notes":"kept"}"#)
            #expect(client.simulator.companies.first?.notes == "kept")
        }
    }

    @Test func nameAndAddressAreUniqueUnlessTheAddressIsNull() async throws {
        try await withClient { client async throws in
            #expect(try await client.post("/api/company/", #"{"name":"ACME"}"#).status == 201)
            let twin = try await client.post("/api/company/", #"{"name":"ACME","email":""}"#)
            #expect(twin.status == 400)
            #expect(twin.fields == ["non_field_errors"])
            #expect(try await client.post("/api/company/", #"{"name":"acme"}"#).status == 201)
            #expect(try await client.post("/api/company/", #"{"name":"ACME","email":null}"#).status == 201)
            #expect(try await client.post("/api/company/", #"{"name":"ACME","email":null}"#).status == 201)
            #expect(try await client.patch("/api/company/2/", #"{"name":"ACME"}"#).status == 400)
        }
    }

    @Test func aCurrencyIsRefusedUntilItIsAllowed() async throws {
        try await withClient { client async throws in
            let company = #"{"name":"ACME","currency":"RON"}"#
            #expect(try await client.post("/api/company/", company).fields == ["currency"])
            _ = try await client.patch("/api/settings/global/CURRENCY_CODES/", #"{"value":"EUR,RON"}"#)
            #expect(try await client.post("/api/company/", company).status == 201)
        }
    }

    @Test func theAllowedCurrenciesAreConfigured() async throws {
        var configuration = SimulatorConfiguration()
        configuration.currencies = ["RON", "EUR"]
        try await withClient(configuration) { client async throws in
            let answer = try await client.post("/api/company/", #"{"name":"ACME"}"#)
            #expect(answer.object["currency"] as? String == "RON")
        }
    }

    @Test func textIsTrimmedAndLosesItsControlCharacters() async throws {
        try await withClient { client async throws in
            _ = try await client.post("/api/company/", #"{"name":"  a\nb\tc\u0000d  e  "}"#)
            #expect(client.simulator.companies.first?.name == "abcd  e")
        }
    }

    @Test(
        "tags are refused, marks that make none are not",
        arguments: [
            ("a <b>c</b>", 400), ("A&B<C>", 400), ("x <y> z", 400), ("a &amp; b", 400), ("A < B & C > D", 201),
            ("a<b", 201), ("1 <2> 3", 201),
        ]
    )
    func markup(name: String, status: Int) async throws {
        try await withClient { client async throws in
            let answer = try await client.post("/api/company/", #"{"name":"\#(name)"}"#)
            #expect(answer.status == status)
            #expect(answer.fields == ["name"] || status == 201)
        }
    }

    @Test(
        "a text beyond its field is refused",
        arguments: [("name", 100), ("tax_id", 50), ("description", 500), ("phone", 50), ("contact", 100)]
    )
    func limit(field: String, limit: Int) async throws {
        try await withClient { client async throws in
            func body(_ count: Int) -> String {
                #"{"name":"n","\#(field)":"\#(String(repeating: "ș", count: count))"}"#
            }
            #expect(try await client.post("/api/company/", body(limit + 1)).fields == [field])
            #expect(try await client.post("/api/company/", body(limit)).status == 201)
        }
    }

    @Test func aPartIsNotSalableUnlessSaid() async throws {
        try await withClient { client async throws in
            let order = try client.order()
            _ = try await client.post("/api/part/", #"{"name":"Widget"}"#)
            let line = #"{"order":\#(order),"part":1}"#
            let refused = try await client.post("/api/order/so-line/", line)
            #expect(refused.status == 400)
            #expect((refused.object["part"] as? [String])?.first?.hasPrefix("Invalid pk") == true)
            _ = try await client.patch("/api/part/1/", #"{"salable":true}"#)
            #expect(try await client.post("/api/order/so-line/", line).status == 201)
        }
    }

    @Test func nameIPNAndRevisionAreUniqueTogether() async throws {
        try await withClient { client async throws in
            let part = #"{"name":"Widget","IPN":"W-1"}"#
            #expect(try await client.post("/api/part/", part).status == 201)
            #expect(try await client.post("/api/part/", part).fields == ["non_field_errors"])
            #expect(try await client.post("/api/part/", #"{"name":"Widget"}"#).status == 201)
            #expect(try await client.post("/api/part/", #"{"name":"Widget","IPN":""}"#).status == 400)
            #expect(try await client.post("/api/part/", #"{"name":"Other","IPN":"w-1"}"#).status == 201)
            _ = try await client.patch("/api/settings/global/PART_ALLOW_DUPLICATE_IPN/", #"{"value":false}"#)
            #expect(try await client.post("/api/part/", #"{"name":"Third","IPN":"W-1"}"#).fields == ["IPN"])
        }
    }

    @Test(
        "part fields are checked",
        arguments: [
            (#"{"name":"p","IPN":null}"#, "IPN"), (#"{"name":"p","units":"buc"}"#, "units"),
            (#"{"name":"p","category":9}"#, "category"), (#"{"IPN":"x"}"#, "name"),
        ]
    )
    func partFields(body: String, field: String) async throws {
        try await withClient { client async throws in
            #expect(try await client.post("/api/part/", body).fields == [field])
            #expect(try await client.post("/api/part/", #"{"name":"p","units":"pcs"}"#).status == 201)
        }
    }

    @Test func onlyAnInactiveUnlockedPartIsDeleted() async throws {
        try await withClient { client async throws in
            let order = try client.order()
            let part = try client.part()
            try client.simulator.add(SimulatedLine(order: order, part: part))
            #expect(try await client.delete("/api/part/\(part)/").status == 400)
            _ = try await client.patch("/api/part/\(part)/", #"{"active":false}"#)
            #expect(try await client.delete("/api/part/\(part)/").status == 204)
            #expect(client.simulator.lines.first?.part == nil)
        }
    }

    @Test func ordersOutliveTheirCustomer() async throws {
        try await withClient { client async throws in
            let order = try client.order()
            #expect(try await client.delete("/api/company/1/").status == 204)
            #expect(client.simulator.orders.first?.customer == nil)
            #expect(try await client.patch("/api/order/so/\(order)/", "{}").fields == ["customer"])
            #expect(try await client.delete("/api/order/so/\(order)/").status == 204)
            #expect(try await client.get("/api/order/so/\(order)/").status == 404)
            #expect(try await client.get("/api/order/so-line/?order=\(order)").status == 400)
        }
    }
}
