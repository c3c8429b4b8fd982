import Foundation
import InvenTreeSimulator
import Testing

@Suite struct ListTests {
    @Test func withoutALimitAListIsBareAndComplete() async throws {
        try await withClient { client async throws in
            for index in 1...3 { _ = try client.customer("C\(index)") }
            #expect(try await client.get("/api/company/").list.count == 3)
            for limit in ["0", "-1", "abc"] {
                #expect(try await client.get("/api/company/?limit=\(limit)").list.count == 3)
            }
        }
    }

    @Test func pagesCarryCountAndLinks() async throws {
        try await withClient { client async throws in
            for index in 1...5 { _ = try client.customer("C\(index)") }
            let base = client.simulator.baseURL.absoluteString
            let page = try await client.get("/api/company/?offset=2&limit=2&foo=a%20b")
            #expect(page.count == 5)
            #expect(page.results.map { $0["name"] as? String } == ["C3", "C4"])
            #expect(page.object["next"] as? String == "\(base)/api/company/?foo=a+b&limit=2&offset=4")
            #expect(page.object["previous"] as? String == "\(base)/api/company/?foo=a+b&limit=2")
            let beyond = try await client.get("/api/company/?offset=9&limit=2")
            #expect(beyond.count == 5 && beyond.results.isEmpty)
        }
    }

    @Test(
        "a filter that the server does not know returns every row",
        arguments: [
            "company/?tax_id=RO9", "company/?email=x", "company/?pk=1", "company/?description=x", "company/?name=",
            "company/?foo=bar", "company/?is_customer=perhaps", "part/?name=Widget", "part/?description=x",
            "part/?revision=B", "part/?pk=1", "part/?IPN=", "part/?category=99", "order/so/?description=x",
            "order/so/?customer_reference=x", "order/so/?issue_date=2020-01-01", "order/so/?pk=1",
            "order/so/?outstanding=perhaps", "order/so/?reference=",
        ]
    )
    func ignoredFilter(path: String) async throws {
        try await withClient { client async throws in
            for name in ["One", "Two"] {
                _ = try client.customer(name)
                _ = try client.part(name)
                _ = try client.order(reference: "")
            }
            #expect(try await client.get("/api/\(path)").list.count == 2)
        }
    }

    @Test(
        "a search folds case and wants every word somewhere",
        arguments: [
            ("țiriac", 1), ("tiriac", 0), ("ÎNGHEȚATĂ ro12", 1), ("ro12", 2), ("ro12 nope", 0), ("\"ă srl\"", 1),
            ("srl,ro12", 1), (",", 2), ("ro12&search_whole=true", 0), ("^alt&search_regex=true", 1),
        ]
    )
    func companySearch(search: String, count: Int) async throws {
        try await withClient { client async throws in
            try client.simulator.add(SimulatedCompany(name: "Țiriac Înghețată SRL", taxID: "RO12"))
            try client.simulator.add(SimulatedCompany(name: "Altul", taxID: "RO123"))
            let allowed = CharacterSet.urlQueryAllowed
            let query = search.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
            #expect(try await client.get("/api/company/?limit=9&search=\(query)").count == count)
        }
    }

    @Test func aNULInAFilterIsRefused() async throws {
        try await withClient { client async throws in
            #expect(try await client.get("/api/company/?search=%00").json is [Any])
            #expect(try await client.get("/api/company/?name=%00").fields == ["name"])
        }
    }

    @Test func aBadExpressionBreaksTheServer() async throws {
        try await withClient { client async throws in
            let answer = try await client.get("/api/part/?name_regex=%5B")
            #expect(answer.status == 500)
            #expect(answer.fields == ["error", "error_class", "detail", "path", "status_code"])
            #expect(try await client.get("/api/company/?search=(&search_regex=true").status == 500)
        }
    }

    @Test func aCompanyIsFoundByItsExactNameOnly() async throws {
        try await withClient { client async throws in
            _ = try client.customer("ACME")
            _ = try client.customer("acme")
            #expect(try await client.get("/api/company/?name=ACME").list.count == 1)
            #expect(try await client.get("/api/company/?name=ACM").list.isEmpty)
        }
    }

    @Test func namesAreComparedByTheirBytes() async throws {
        try await withClient { client async throws in
            _ = try client.customer("Caf\u{e9}")
            _ = try client.customer("Cafe\u{301}")
            #expect(try await client.get("/api/company/?name=Caf%C3%A9").list.count == 1)
            #expect(try await client.get("/api/company/?search=caf%C3%A9").list.count == 1)
        }
    }

    @Test func aPartIsFoundByItsIPNInAnyCase() async throws {
        try await withClient { client async throws in
            _ = try client.part("One", ipn: "Ăb-1")
            _ = try client.part("Two", ipn: "ăB-1")
            _ = try client.part("Three", ipn: "Ăb-12")
            #expect(try await client.get("/api/part/?IPN=%C4%83B-1").list.count == 2)
        }
    }

    @Test(
        "a list of names as an expression finds what an index finds",
        arguments: [
            "^(widget|GADGET)$", "^(?:widget|gadget)$", "^(widge|gadge)t$", "^(wid|gad)get$", "^[wg].*t$",
        ]
    )
    func namePattern(pattern: String) async throws {
        try await withClient { client async throws in
            for name in ["Widget", "gadget", "Widget 2", "Other"] { _ = try client.part(name) }
            let body = #"{"search":"","limit":10,"part":{"name_regex":"\#(pattern)"}}"#
            let answer = try await client.post("/api/search/", body)
            let found = answer.object["part"] as? [String: Any]
            let names = (found?["results"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
            #expect(names == ["Widget", "gadget"])
        }
    }

    @Test func aPageOfLinesShiftsWhenALineIsWritten() async throws {
        try await withClient { client async throws in
            let order = try client.order()
            let part = try client.part()
            let keys = try (1...4).map { _ in try client.simulator.add(SimulatedLine(order: order, part: part)) }
            _ = try await client.patch("/api/order/so-line/\(keys[0])/", #"{"quantity": 2}"#)
            let second = try await client.get("/api/order/so-line/?order=\(order)&limit=2&offset=2")
            #expect(second.results.compactMap { $0["pk"] as? Int } == [keys[3], keys[0]])
        }
    }

    @Test func rowsThatCompareEqualComeInNoUsefulOrder() async throws {
        try await withClient { client async throws in
            for index in 1...12 { _ = try client.order(reference: "SO-\(index)") }
            let page = try await client.get("/api/order/so/?limit=5&ordering=-creation_date")
            #expect(page.results.compactMap { $0["pk"] as? Int } == [2, 3, 4, 5, 1])
            let default5 = try await client.get("/api/order/so/?limit=5&ordering=pk")
            #expect(default5.results.compactMap { $0["pk"] as? Int } == [12, 11, 10, 9, 8])
        }
    }

    @Test func anUnknownKeyInAFilterIsRefused() async throws {
        try await withClient { client async throws in
            #expect(try await client.get("/api/order/so-line/?order=99").fields == ["order"])
            #expect(try await client.get("/api/order/so/?customer=99").fields == ["customer"])
            #expect(try await client.get("/api/order/so/?status=abc").fields == ["status"])
        }
    }
}
