import Foundation
import Testing

@testable import InvenTreeClient

/// What the client asks, and how it reads what it is answered.
@Suite struct ClientRequestTests {
    private static let line =
        #"{"pk":9,"order":5,"part":2,"quantity":2.5,"sale_price":1.1,"sale_price_currency":"RON"}"#
    private static let extra = #"{"pk":9,"order":5,"quantity":1.0,"price":-2.25,"price_currency":"RON"}"#
    private static let order = #"{"pk":5,"reference":"SO-0005","customer":2,"status":10,"total_price":0.0}"#

    private func list(_ rows: String...) -> String {
        #"{"count":\#(rows.count),"next":null,"previous":null,"results":[\#(rows.joined(separator: ","))]}"#
    }

    @Test func companies() async throws {
        let page = list(.company(2, "A"), .company(3, "B"))
        let script: LoopbackServer.Script = { request in
            switch (request.method, request.path) {
            case ("GET", "/api/company/"): .json(page)
            case ("POST", "/api/company/"): .json(201, .company(4, "C"))
            case ("DELETE", "/api/company/4/"): .json(204, "")
            case (_, "/api/company/4/"): .json(.company(4, "C"))
            default: .json(404, #"{"detail":"x"}"#)
            }
        }
        try await LoopbackServer.run(script) { server in
            let client = try server.client()
            let first = try await client.companies(.init(isCustomer: true), page: PageRequest(limit: 2, offset: 4))
            #expect(first.count == 2 && first.results.map(\.name) == ["A", "B"])
            #expect(try await client.companies(.init(search: "șț&=")).all().map(\.id) == [2, 3])
            #expect(try await client.countCompanies(.init(name: "A B")) == 2)
            #expect(try await client.company(4).name == "C")
            #expect(try await client.createCompany(.init(name: "C")).id == 4)
            #expect(try await client.updateCompany(4, .init(taxID: "1")).id == 4)
            try await client.deleteCompany(4)
            #expect(
                server.requests.map { "\($0.method) \($0.target) \($0.body)" } == [
                    "GET /api/company/?is_customer=true&ordering=name&limit=2&offset=4 ",
                    "GET /api/company/?search=%C8%99%C8%9B%26%3D&ordering=name&limit=250&offset=0 ",
                    "GET /api/company/?name=A%20B&ordering=name&limit=1&offset=999999 ",
                    "GET /api/company/4/ ",
                    #"POST /api/company/ {"is_customer":true,"is_supplier":false,"name":"C"}"#,
                    #"PATCH /api/company/4/ {"tax_id":"1"}"#,
                    "DELETE /api/company/4/ ",
                ]
            )
        }
    }

    @Test func parts() async throws {
        let part = #"{"pk":2,"name":"P","IPN":"X","salable":true}"#
        let page = list(part)
        try await LoopbackServer.run {
            .json($0.path == "/api/part/" && $0.method == "GET" ? page : part)
        } _: { server in
            let client = try server.client()
            let filter = Part.Filter(ipn: "X", ipnRegex: "^X$", nameRegex: "^(a|b)$", isSalable: true, category: 3)
            #expect(try await client.parts(filter).all() == [Part(id: 2, name: "P", ipn: "X")])
            #expect(try await client.countParts() == 1)
            _ = try await client.createPart(.init(name: "P"))
            _ = try await client.updatePart(2, .init(isSalable: true))
            _ = try await client.part(2)
            try await client.deletePart(2)
            #expect(
                server.requests.map { "\($0.method) \($0.target)" } == [
                    "GET /api/part/?IPN=X&IPN_regex=%5EX%24&name_regex=%5E%28a%7Cb%29%24&salable=true&category=3"
                        + "&ordering=name&category_detail=false&price_breaks=false&limit=250&offset=0",
                    "GET /api/part/?ordering=name&category_detail=false&price_breaks=false&limit=1&offset=999999",
                    "POST /api/part/", "PATCH /api/part/2/", "GET /api/part/2/", "DELETE /api/part/2/",
                ]
            )
        }
    }

    @Test func salesOrders() async throws {
        let page = list(Self.order)
        try await LoopbackServer.run {
            .json($0.path == "/api/order/so/" && $0.method == "GET" ? page : Self.order)
        } _: {
            server in
            let client = try server.client()
            let filter = SalesOrder.Filter(
                reference: "SO-1",
                customer: 2,
                status: .pending,
                isOutstanding: true,
                createdAfter: CalendarDate("2024-01-31")
            )
            #expect(
                try await client.salesOrders(filter).all()
                    == [SalesOrder(id: 5, reference: "SO-0005", customer: 2, totalPrice: 0)]
            )
            _ = try await client.createSalesOrder(.init(customer: 2, reference: "SO-9"), showsCustomer: true)
            _ = try await client.updateSalesOrder(5, .init(issueDate: .null))
            _ = try await client.salesOrder(5)
            try await client.deleteSalesOrder(5)
            #expect(
                server.requests.map { "\($0.method) \($0.target) \($0.body)" } == [
                    "GET /api/order/so/?reference=SO-1&customer=2&status=10&outstanding=true&created_after=2024-01-31"
                        + "&ordering=reference&limit=250&offset=0 ",
                    #"POST /api/order/so/?customer_detail=true {"customer":2,"reference":"SO-9"}"#,
                    #"PATCH /api/order/so/5/ {"issue_date":null}"#, "GET /api/order/so/5/ ",
                    "DELETE /api/order/so/5/ ",
                ]
            )
        }
    }

    @Test func linesAndExtraLines() async throws {
        let lines = list(Self.line)
        let extras = list(Self.extra)
        let script: LoopbackServer.Script = { request in
            let isExtra = request.path.hasPrefix("/api/order/so-extra-line/")
            if request.method == "GET", !request.query.isEmpty { return .json(isExtra ? extras : lines) }
            return .json(isExtra ? Self.extra : Self.line)
        }
        try await LoopbackServer.run(script) { server in
            let client = try server.client()
            let line = try #require(try await client.salesOrderLines(of: 5).all().first)
            #expect(line.quantity == Decimal(string: "2.5") && line.salePrice == Decimal(string: "1.1"))
            #expect(line.part == 2)
            #expect(try await client.salesOrderExtraLines(of: 5).all().first?.price == Decimal(string: "-2.25"))
            _ = try await client.createSalesOrderLine(
                .init(order: 5, part: 2, quantity: 1, salePrice: nil, salePriceCurrency: "RON"),
                showsPart: true
            )
            _ = try await client.updateSalesOrderLine(9, .init(quantity: 3))
            try await client.deleteSalesOrderLine(9)
            _ = try await client.createSalesOrderExtraLine(
                .init(order: 5, quantity: 1, price: -1, priceCurrency: "RON")
            )
            _ = try await client.updateSalesOrderExtraLine(9, .init(price: .null))
            try await client.deleteSalesOrderExtraLine(9)
            #expect(try await client.countSalesOrderLines(of: 5) == 1)
            #expect(
                server.requests.map { "\($0.method) \($0.target)" } == [
                    "GET /api/order/so-line/?order=5&part_detail=true&limit=250&offset=0",
                    "GET /api/order/so-extra-line/?order=5&limit=250&offset=0",
                    "POST /api/order/so-line/?part_detail=true", "PATCH /api/order/so-line/9/",
                    "DELETE /api/order/so-line/9/",
                    "POST /api/order/so-extra-line/", "PATCH /api/order/so-extra-line/9/",
                    "DELETE /api/order/so-extra-line/9/",
                    "GET /api/order/so-line/?order=5&part_detail=true&limit=1&offset=999999",
                ]
            )
        }
    }

    @Test func serverTellsItsVersionToAnybody() async throws {
        let body = #"{"server":"InvenTree","version":"1.2.0 dev","instance":"Depozit","apiVersion":425,"id":null}"#
        try await LoopbackServer.run { _ in
            .json(body)
        } _: { server in
            let info = try await server.client().serverInfo()
            #expect(info == ServerInfo(version: "1.2.0 dev", apiVersion: 425, instanceName: "Depozit"))
            #expect(server.requests.map(\.target) == ["/api/"])
            #expect(server.requests.first?.fields["authorization"] == nil)
        }
    }

    @Test func everyOtherRequestCarriesTheTokenAndSaysWhatItIs() async throws {
        try await LoopbackServer.run { _ in
            .json(#"{"pk":1,"username":"syncer","is_staff":true}"#)
        } _: { server in
            let client = try server.client(path: "/inventree/")
            #expect(try await client.currentUser() == User(id: 1, username: "syncer", isStaff: true))
            let request = try #require(server.requests.first)
            #expect(request.target == "/inventree/api/user/me/")
            #expect(request.fields["authorization"] == "Token inv-test")
            #expect(request.fields["accept"] == "application/json")
            #expect(request.fields["user-agent"] == "invsync")
            #expect(request.fields["content-type"] == nil)
            _ = try await failure { _ = try await client.updateCompany(1, .init(name: "A")) }
            #expect(server.requests.last?.fields["content-type"] == "application/json")
        }
    }

    @Test(arguments: [("/api/user/roles/", 2), ("/api/user/me/roles/", 3)])
    func rolesAreFoundWhereTheServerKeepsThem(route: String, requests: Int) async throws {
        let roles = #"{"user":1,"username":"u","roles":{"sales_order":["view"],"part":null}}"#
        try await LoopbackServer.run {
            $0.path == route ? .json(roles) : .json(404, #"{"detail":"API endpoint not found"}"#)
        } _: { server in
            let client = try server.client()
            #expect(try await client.roles().allows(.view, on: .salesOrder))
            #expect(try await client.roles().allows(.add, on: .salesOrder) == false)
            #expect(server.requests.count == requests)
        }
    }

    @Test func settings() async throws {
        let script: LoopbackServer.Script = { request in
            switch request.path {
            case "/api/settings/global/CURRENCY_CODES/": .json(#"{"key":"CURRENCY_CODES","value":"RON, EUR,,USD"}"#)
            case "/api/settings/global/INVENTREE_DEFAULT_CURRENCY/": .json(#"{"key":"X","value":"RON"}"#)
            default: .json(404, #"{"detail":"Not found."}"#)
            }
        }
        try await LoopbackServer.run(script) { server in
            let client = try server.client()
            #expect(try await client.supportedCurrencies() == ["RON", "EUR", "USD"])
            #expect(try await client.defaultCurrency() == "RON")
            _ = try await client.updateSetting(.currencyCodes, value: "RON,EUR")
            #expect(server.requests.last?.body == #"{"value":"RON,EUR"}"#)
            #expect(try await failure { _ = try await client.setting("a/../b?") }?.code == .notFound)
            #expect(server.requests.last?.target == "/api/settings/global/a%2F..%2Fb%3F/")
        }
    }

    @Test(arguments: [
        (#"{"actions":{"POST":{"reference":{"default":"SO-0007"}},"GET":{}}}"#, "SO-0007"),
        (#"{"actions":{"GET":{"reference":{"type":"string","default":"SO-0008"}}}}"#, "SO-0008"),
        (#"{"actions":{"POST":{"reference":{"type":"string"}}}}"#, nil), (#"{"name":"x"}"#, nil),
    ])
    func ruleOfReferences(options: String, next: String?) async throws {
        let setting = #"{"key":"SALESORDER_REFERENCE_PATTERN","value":"SO-{ref:04d}"}"#
        try await LoopbackServer.run {
            .json($0.method == "OPTIONS" ? options : setting)
        } _: { server in
            let rule = try await server.client().salesOrderReferences()
            #expect(rule == ReferenceRule(pattern: "SO-{ref:04d}", next: next))
        }
    }

    @Test func filtersThatFilterNothingAreNotSent() async throws {
        try await LoopbackServer.run { _ in
            .json("{}")
        } _: { server in
            let client = try server.client()
            for blank in ["", " ", "\u{A0}\n"] {
                #expect(
                    try await failure { _ = try await client.companies(.init(name: blank)).all() }?.code
                        == .invalidRequest
                )
                #expect(
                    try await failure { _ = try await client.countParts(.init(ipn: blank)) }?.code == .invalidRequest
                )
            }
            let long = String(repeating: "a", count: 4100)
            #expect(
                try await failure { _ = try await client.countParts(.init(nameRegex: long)) }?.code == .invalidRequest
            )
            #expect(server.requests.isEmpty)
        }
    }

    @Test func rowsAreReadPageByPage() async throws {
        let script: LoopbackServer.Script = { request in
            let offset = request.query.firstMatch(of: /offset=(\d+)/).flatMap { Int($0.1) } ?? 0
            let rows = (offset..<min(offset + 4, 11)).map { String.company($0, "C") }
            return .json(#"{"count":11,"results":[\#(rows.joined(separator: ","))]}"#)
        }
        try await LoopbackServer.run(script) { server in
            var ids: [Company.ID] = []
            for try await company in try server.client().companies(pageSize: 4) {
                ids.append(company.id)
            }
            #expect(ids == (0..<11).map { Company.ID($0) })
            #expect(server.requests.count == 4)
        }
    }

    @Test func listThatIsNeverTheSameEndsWithAnError() async throws {
        let script: LoopbackServer.Script = { request in
            let rows = (0..<4).map { String.company(request.number * 100 + $0, "C") }
            return .json(#"{"count":11,"results":[\#(rows.joined(separator: ","))]}"#)
        }
        try await LoopbackServer.run(script) { server in
            let client = try server.client()
            let error = try await failure { _ = try await client.companies(pageSize: 4).all() }
            #expect(error?.code == .shiftingPages && error?.isTransient == true)
        }
    }
}
