import Foundation
import Testing

@testable import InvenTreeClient

@Suite struct ModelTests {
    private func decode<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(json.utf8))
    }

    private func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func keysAreBareNumbersOnTheWire() throws {
        #expect(try decode([Company.ID].self, "[7]") == [7])
        #expect(try encode([Company.ID(7)]) == "[7]")
        #expect(Part.ID(7) < 8)
        #expect("\(Part.ID(7))" == "7")
    }

    @Test func companyOfListReadsAllItsFields() throws {
        let json = """
            {"pk": 2, "name": "ACME SRL", "description": "desc", "website": "https://acme.ro", "address": null,
             "email": "office@acme.ro", "currency": "EUR", "active": false, "is_customer": true,
             "is_manufacturer": true, "is_supplier": false, "tax_id": "RO1", "tags": ["new"]}
            """
        #expect(
            try decode(Company.self, json)
                == Company(
                    id: 2,
                    name: "ACME SRL",
                    description: "desc",
                    taxID: "RO1",
                    currency: "EUR",
                    email: "office@acme.ro",
                    isActive: false,
                    isCustomer: true,
                    isManufacturer: true
                )
        )
    }

    @Test func nullAndMissingTextsAreEmpty() throws {
        let company = try decode(Company.self, #"{"pk": 2, "name": "A", "email": null}"#)
        #expect(company.email == "" && company.taxID == "" && company.notes == nil)
        let part = try decode(Part.self, #"{"pk": 2, "name": "A", "IPN": null, "revision": null, "category": null}"#)
        #expect(part == Part(id: 2, name: "A", isSalable: false))
    }

    @Test func orderOfDeletedCustomerIsRead() throws {
        let json = """
            {"pk": 1, "reference": "SO-1", "status": 77, "customer": null, "order_currency": "", "line_items": null,
             "issue_date": "2024-02-29", "creation_date": null, "total_price": null}
            """
        let order = try decode(SalesOrder.self, json)
        #expect(order.customer == nil && order.orderCurrency == nil && order.lineItems == nil)
        #expect(order.issueDate == CalendarDate(year: 2024, month: 2, day: 29) && order.creationDate == nil)
        #expect(order.status == SalesOrderStatus(rawValue: 77))
    }

    @Test func answersToldWithDetailsSayWhatTheyPointTo() throws {
        let order =
            #"{"pk": 1, "reference": "SO-1", "status": 10, "customer": 2, "customer_detail": "#
            + #"{"pk": 2, "active": false, "name": "ACME SRL", "image": null, "tax_id": "RO1"}}"#
        #expect(
            try decode(SalesOrder.self, order).customerDetail
                == CompanyBrief(id: 2, name: "ACME SRL", taxID: "RO1", isActive: false)
        )
        let line =
            #"{"pk": 1, "order": 2, "part": 3, "quantity": 1, "part_detail": "#
            + #"{"pk": 3, "IPN": "X", "name": "P", "active": true, "salable": false}}"#
        #expect(
            try decode(SalesOrderLine.self, line).partDetail == PartBrief(id: 3, name: "P", ipn: "X", isSalable: false)
        )
    }

    @Test func serversThatTellNoDetailsAreUnderstood() throws {
        for detail in ["", #", "customer_detail": null"#] {
            let json = #"{"pk": 1, "reference": "SO-1", "status": 10, "customer": 2\#(detail)}"#
            #expect(try decode(SalesOrder.self, json).customerDetail == nil)
        }
        #expect(try decode(PartBrief.self, #"{"pk": 3, "IPN": null, "name": "P"}"#) == PartBrief(id: 3, name: "P"))
        #expect(try decode(CompanyBrief.self, #"{"pk": 3, "name": "A"}"#) == CompanyBrief(id: 3, name: "A"))
        let brief = CompanyBrief(id: 3, name: "A", taxID: "RO1", isActive: false)
        #expect(try decode(CompanyBrief.self, try encode(brief)) == brief)
    }

    @Test(arguments: [
        ("12.345678", "12.345678"), (#""12.345678""#, "12.345678"), ("3045.7353", "3045.7353"), ("1e-05", "0.00001"),
        ("999999999999.123456", "999999999999.123456"), ("0.1", "0.1"), ("-2.25", "-2.25"), ("10.0", "10"),
        ("1e3", "1000"), (#""1e3""#, "1000"),
        ("12345678901234567890123456789.123456", "12345678901234567890123456789.123456"),
    ])
    func numbersComeInDigitByDigit(literal: String, expected: String) throws {
        let json = #"{"pk": 1, "order": 2, "quantity": \#(literal), "price": \#(literal)}"#
        let line = try decode(SalesOrderExtraLine.self, json)
        #expect(line.quantity.description == expected)
        #expect(line.price?.description == expected)
    }

    @Test(arguments: [#""12,5""#, #""1 2""#, #""NaN""#, #""0x10""#, "true", #""12abc""#])
    func whatIsNoNumberIsRefused(literal: String) {
        #expect(throws: DecodingError.self) {
            try decode(SalesOrderLine.self, #"{"pk": 1, "order": 2, "part": 3, "quantity": \#(literal)}"#)
        }
    }

    @Test func noPriceIsNil() throws {
        for price in ["null", #""""#] {
            let json = #"{"pk": 1, "order": 2, "part": 3, "quantity": 1.0, "sale_price": \#(price)}"#
            #expect(try decode(SalesOrderLine.self, json).salePrice == nil)
        }
    }

    @Test func numbersGoOutAsTheirExactText() throws {
        let price = try #require(Decimal(string: "3045.735300"))
        let quantity = try #require(Decimal(string: "0.00001"))
        let draft = SalesOrderLine.Draft(
            order: 1,
            part: 2,
            quantity: quantity,
            salePrice: price,
            salePriceCurrency: "RON",
            reference: "r"
        )
        #expect(
            try encode(draft) == #"{"order":1,"part":2,"quantity":"0.00001","reference":"r","sale_price":"3045.7353","#
                + #""sale_price_currency":"RON"}"#
        )
        let discount = SalesOrderExtraLine.Draft(order: 1, quantity: 1, price: -5, priceCurrency: "RON")
        #expect(try encode(discount) == #"{"order":1,"price":"-5","price_currency":"RON","quantity":"1"}"#)
    }

    @Test func whatIsNoNumberIsNotSent() {
        let draft = SalesOrderLine.Draft(order: 1, part: 2, quantity: .nan, salePrice: nil, salePriceCurrency: "RON")
        #expect(throws: EncodingError.self) { try encode(draft) }
    }

    @Test func draftsSendTheRolesAndNoEmptyTexts() throws {
        #expect(try encode(Company.Draft(name: "A")) == #"{"is_customer":true,"is_supplier":false,"name":"A"}"#)
        #expect(
            try encode(Company.Draft(name: "A", taxID: "RO1", currency: "RON", description: "d", email: "a@b.ro"))
                == #"{"currency":"RON","description":"d","email":"a@b.ro","is_customer":true,"is_supplier":false,"#
                + #""name":"A","tax_id":"RO1"}"#
        )
        #expect(
            try encode(Part.Draft(name: "P", ipn: "X1", category: 3, isVirtual: true))
                == #"{"IPN":"X1","active":true,"category":3,"name":"P","salable":true,"virtual":true}"#
        )
        #expect(
            try encode(
                SalesOrder.Draft(
                    customer: 4,
                    description: "d",
                    issueDate: CalendarDate("2024-02-29"),
                    orderCurrency: "RON"
                )
            ) == #"{"customer":4,"description":"d","issue_date":"2024-02-29","order_currency":"RON"}"#
        )
    }

    @Test func changesSendOnlyWhatChanges() throws {
        #expect(SalesOrderLine.Changes().isEmpty && !SalesOrderLine.Changes(salePrice: .null).isEmpty)
        #expect(try encode(SalesOrder.Changes()) == "{}")
        #expect(
            try encode(SalesOrder.Changes(description: "", issueDate: .null, orderCurrency: .set("RON")))
                == #"{"description":"","issue_date":null,"order_currency":"RON"}"#
        )
        #expect(
            try encode(SalesOrderLine.Changes(quantity: 2, salePrice: .null)) == #"{"quantity":"2","sale_price":null}"#
        )
        #expect(try encode(SalesOrderLine.Changes(part: 7)) == #"{"part":7}"#)
        #expect(try encode(SalesOrder.Changes(customer: 7)) == #"{"customer":7}"#)
        #expect(try encode(SalesOrderExtraLine.Changes(price: .set(-1), notes: "")) == #"{"notes":"","price":"-1"}"#)
        #expect(try encode(Company.Changes(taxID: "1", isCustomer: true)) == #"{"is_customer":true,"tax_id":"1"}"#)
        #expect(try encode(Part.Changes(isSalable: true, category: .null)) == #"{"category":null,"salable":true}"#)
    }

    @Test func rolesWithoutPermissionAreNull() throws {
        let json = #"{"user": 2, "roles": {"sales_order": ["view", "add"], "part": null, "other": ["fly"]}}"#
        let roles = try decode(Roles.self, json)
        #expect(roles.allows(.add, on: .salesOrder) && roles.allows(.view, on: .salesOrder))
        #expect(!roles.allows(.delete, on: .salesOrder) && !roles.allows(.view, on: .part))
        #expect(roles == Roles([.salesOrder: [.view, .add], .part: []]))
    }

    @Test(arguments: [("true", "true"), (#""RON,EUR""#, "RON,EUR"), ("14", "14"), ("null", "")])
    func settingsAreText(literal: String, expected: String) throws {
        #expect(try decode(GlobalSetting.self, #"{"key": "K", "value": \#(literal)}"#).value == expected)
    }
}

@Suite struct CalendarDateTests {
    @Test(arguments: ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2023-04-30"])
    func daysThatExistAreReadAndWrittenAlike(text: String) throws {
        #expect(try #require(CalendarDate(text)).description == text)
    }

    @Test(arguments: [
        "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-01-00", "0000-01-01", "24-01-01",
        "2024-1-1", "2024-01-01T00:00", "+024-01-01", " 2024-01-01", "2024/01/01", "", "٢٠٢٤-01-01", "2024-01-01-",
    ])
    func whatIsNoDayIsRefused(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test func daysAreOrderedByTime() throws {
        let days = try ["2023-12-31", "2024-01-01", "2024-01-02", "2024-02-01"].map { try #require(CalendarDate($0)) }
        #expect(days.reversed().sorted() == days)
    }
}
