import Foundation
import InvenTreeSimulator
import Testing

@Suite struct LineTests {
    /// Posts a line with one member besides order and part, and returns the answer and the stored row.
    private func post(_ member: String, to client: Client) async throws -> (Answer, SimulatedLine?) {
        let order = try client.simulator.orders.first?.pk ?? client.order()
        let part = try client.simulator.parts.first?.pk ?? client.part()
        let body = #"{"order":\#(order),"part":\#(part),"sale_price_currency":"EUR",\#(member)}"#
        let answer = try await client.post("/api/order/so-line/", body)
        return (answer, client.simulator.lines.last)
    }

    @Test(
        "a price comes in as number or text and goes out as a float of six decimals",
        arguments: [
            ("12.345678", "12.345678"), (#""12.345678""#, "12.345678"), (#""12.34567850""#, "12.345678"),
            (#""12.3456789""#, "12.345679"), ("0.1234565", "0.123456"), (#""1e3""#, "1000.0"), ("10", "10.0"),
            ("0", "0.0"), ("1e-07", "0.0"), ("0.00001", "1e-05"), ("true", "1.0"),
            ("3045.7353", "3045.7353"), (#""999999999999.123456""#, "999999999999.1234"),
        ]
    )
    func price(sent: String, shown: String) async throws {
        try await withClient { client async throws in
            let (answer, _) = try await post(#""sale_price":\#(sent)"#, to: client)
            #expect(answer.status == 201)
            #expect(answer.text.contains(#""sale_price":\#(shown),"#))
        }
    }

    @Test(
        "a price that is none, negative or beyond its field is refused",
        arguments: [
            #""12,50""#, #""abc""#, "-5", #""-1""#, #""NaN""#, #""Infinity""#, #""99999999999999.9""#, #""1e400""#,
        ]
    )
    func badPrice(sent: String) async throws {
        try await withClient { client async throws in
            let (answer, row) = try await post(#""sale_price":\#(sent)"#, to: client)
            #expect(answer.fields == ["sale_price"])
            #expect(row == nil)
        }
    }

    @Test(
        "a quantity is echoed as sent and stored with five decimals",
        arguments: [
            (#""1.123456""#, "1.123456", "1.12346"), (#""0.000004""#, "4e-06", "0.0"),
            (#""0.000006""#, "6e-06", "1e-05"), ("2.5", "2.5", "2.5"), (#""1e3""#, "1000.0", "1000.0"),
            (#""0.000005""#, "5e-06", "0.0"), (#""0.000015""#, "1.5e-05", "2e-05"),
        ]
    )
    func quantity(sent: String, echoed: String, stored: String) async throws {
        try await withClient { client async throws in
            let (answer, _) = try await post(#""quantity":\#(sent)"#, to: client)
            #expect(answer.text.contains(#""quantity":\#(echoed),"#))
            let again = try await client.get("/api/order/so-line/1/")
            #expect(again.text.contains(#""quantity":\#(stored),"#))
        }
    }

    @Test(arguments: ["-1", #""abc""#, #""""#, "null", #""NaN""#, "99999999999"])
    func aQuantityThatIsNoneIsRefused(sent: String) async throws {
        try await withClient { client async throws in
            #expect(try await post(#""quantity":\#(sent)"#, to: client).0.fields == ["quantity"])
        }
    }

    @Test func theCurrencyOfAPriceIsTheServersUnlessSaid() async throws {
        try await withClient { client async throws in
            let body = #"{"order":\#(try client.order()),"part":\#(try client.part()),"sale_price":1}"#
            let answer = try await client.post("/api/order/so-line/", body)
            #expect(answer.object["sale_price_currency"] as? String == "USD")
        }
    }

    @Test func aTotalBeyondItsFieldWritesTheRowAndPoisonsTheOrder() async throws {
        try await withClient { client async throws in
            let good = #""sale_price":10"#
            _ = try await post(good, to: client)
            let (answer, row) = try await post(#""sale_price":"9999999999999.999999""#, to: client)
            #expect(answer.status == 500)
            #expect(answer.object["error"] as? String == "DataError")
            #expect(row?.salePrice == Decimal(string: "9999999999999.999999"))
            #expect(try await post(good, to: client).0.status == 500)
            #expect(client.simulator.lines.count == 3)
            #expect(try await client.patch("/api/order/so/1/", #"{"description":"z"}"#).status == 500)
            #expect(try await client.delete("/api/order/so-line/2/").status == 204)
            #expect(try await post(good, to: client).0.status == 201)
        }
    }

    @Test func aTotalIsNullWhenCurrenciesMix() async throws {
        try await withClient { client async throws in
            let order = try client.order()
            try client.simulator.add(SimulatedLine(order: order, part: nil, salePrice: 3, currency: "EUR"))
            try client.simulator.add(SimulatedExtraLine(order: order, price: -1, currency: "EUR"))
            let path = "/api/order/so/\(order)/"
            #expect(try await client.get(path).object["total_price"] as? Double == 2)
            try client.simulator.add(SimulatedExtraLine(order: order, price: 1, currency: "USD"))
            #expect(try await client.get(path).object["total_price"] is NSNull)
        }
    }

    @Test func onlyExtraLinesMayHaveANegativePrice() async throws {
        try await withClient { client async throws in
            let order = try client.order()
            let path = "/api/order/so-extra-line/"
            let answer = try await client.post(path, #"{"order":\#(order),"price":"-2.25","price_currency":"EUR"}"#)
            #expect(answer.text.contains(#""price":-2.25"#))
            #expect(try await client.post(path, #"{"order":\#(order),"quantity":-1}"#).fields == ["quantity"])
        }
    }

    @Test func aLineOfAPartThatIsNoLongerSalableCannotBeWritten() async throws {
        try await withClient { client async throws in
            _ = try await post(#""quantity":1"#, to: client)
            _ = try await client.patch("/api/part/1/", #"{"salable":false}"#)
            let answer = try await client.patch("/api/order/so-line/1/", #"{"quantity":2}"#)
            #expect(answer.fields == ["part"])
            #expect(client.simulator.lines.first?.quantity == 1)
        }
    }

    @Test(arguments: APIVersion.allCases)
    func severalLinesAtOnceAreWrittenByNoVersion(version: APIVersion) async throws {
        try await withClient(version: version) { client async throws in
            _ = try client.order()
            #expect(try await client.post("/api/order/so-line/", #"[{"order":1}]"#).status == 500)
            #expect(client.simulator.lines.isEmpty)
        }
    }

    @Test(
        "a version shows the fields it has",
        arguments: [
            (APIVersion.v391, [String](), ["project_code", "discount"]),
            (.v425, ["project_code"], ["discount"]), (.v530, ["project_code", "discount", "line"], []),
        ]
    )
    func fields(version: APIVersion, shown: [String], hidden: [String]) async throws {
        try await withClient(version: version) { client async throws in
            let order = try client.order()
            let line = try await post(#""quantity":1"#, to: client).0
            let extra = try await client.post("/api/order/so-extra-line/", #"{"order":\#(order)}"#)
            for answer in [line, extra] {
                #expect(answer.fields.isSuperset(of: shown))
                #expect(answer.fields.isDisjoint(with: hidden))
            }
            #expect(extra.fields.contains("target_date") == (version != .v391))
            #expect(extra.fields.contains("total_price") == (version == .v530))
        }
    }
}
