import InvenTreeSimulator
import Testing

@Suite(.timeLimit(.minutes(1))) struct OverlapTests {
    @Test func automaticReferencesCollideWhenOrdersAreCreatedTogether() async throws {
        try await withClient { client async throws in
            let customer = try client.customer()
            client.overlap(4)
            let answers = try await client.all(
                Array(repeating: { try await $0.post("/api/order/so/", #"{"customer":\#(customer)}"#) }, count: 4)
            )
            let statuses = answers.map(\.status).sorted()
            #expect(statuses == [201, 400, 500, 500])
            #expect(
                answers.filter { $0.status == 500 }.allSatisfy { $0.object["error"] as? String == "IntegrityError" }
            )
            #expect(client.simulator.orders.map(\.reference) == ["SO-0001"])
        }
    }

    @Test func automaticReferencesAreFineOneAfterAnother() async throws {
        try await withClient { client async throws in
            let customer = try client.customer()
            for _ in 1...5 {
                #expect(try await client.post("/api/order/so/", #"{"customer":\#(customer)}"#).status == 201)
            }
        }
    }

    @Test func explicitReferencesAndLinesGoTogether() async throws {
        try await withClient { client async throws in
            let customer = try client.customer()
            let part = try client.part()
            client.overlap(4)
            let orders = try await client.all(
                (1...4).map { number in
                    { try await $0.post("/api/order/so/", #"{"customer":\#(customer),"reference":"SO-\#(number)"}"#) }
                }
            )
            #expect(orders.map(\.status) == [201, 201, 201, 201])
            client.overlap(4)
            let lines = try await client.all(
                Array(
                    repeating: { try await $0.post("/api/order/so-line/", #"{"order":1,"part":\#(part)}"#) },
                    count: 4
                )
            )
            #expect(lines.map(\.status) == [201, 201, 201, 201])
            #expect(client.simulator.lines(ofOrder: 1).count == 4)
        }
    }

    @Test func aWriteToAnOrderIsLostWhileItsLinesAreWritten() async throws {
        try await withClient { client async throws in
            let order = try client.order()
            let part = try client.part()
            let written = Meeting(2)
            let opened = Meeting(2)
            client.simulator.onRequest { request in
                if request.method == "POST" {
                    await opened.join()
                    await written.join()
                }
                return .pass
            }
            async let line = client.post("/api/order/so-line/", #"{"order":\#(order),"part":\#(part)}"#)
            await opened.join()
            let patch = try await client.patch("/api/order/so/\(order)/", #"{"description":"new"}"#)
            #expect(patch.object["description"] as? String == "new")
            #expect(client.simulator.orders.first?.description == "new")
            await written.join()
            #expect(try await line.status == 201)
            #expect(client.simulator.orders.first?.description == "")
        }
    }

    @Test func oneOfTwoWritesToAnOrderTogetherIsLost() async throws {
        try await withClient { client async throws in
            let path = "/api/order/so/\(try client.order())/"
            client.overlap(2, of: "PATCH")
            let answers = try await client.all([
                { try await $0.patch(path, #"{"description":"d"}"#) },
                { try await $0.patch(path, #"{"customer_reference":"r"}"#) },
            ])
            #expect(answers.map(\.status) == [200, 200])
            let order = try #require(client.simulator.orders.first)
            #expect((order.description == "d") != (order.customerReference == "r"))
        }
    }

    @Test func partsCreatedTogetherDeadlockNowAndThen() async throws {
        try await withClient { client async throws in
            client.overlap(12)
            let answers = try await client.all(
                (1...12).map { number in { try await $0.post("/api/part/", #"{"name":"P\#(number)"}"#) } }
            )
            let failures = answers.filter { $0.status != 201 }
            #expect(failures.map(\.status) == [500])
            #expect(failures.first?.object["error"] as? String == "OperationalError")
            #expect(client.simulator.parts.count == 11)
        }
    }

    @Test func partsCreatedOneAfterAnotherNeverDeadlock() async throws {
        try await withClient { client async throws in
            for number in 1...40 {
                #expect(try await client.post("/api/part/", #"{"name":"P\#(number)"}"#).status == 201)
            }
        }
    }

    @Test func ofTheSameCompanyTwiceOneWins() async throws {
        try await withClient { client async throws in
            client.overlap(2)
            let answers = try await client.all(
                Array(repeating: { try await $0.post("/api/company/", #"{"name":"ACME"}"#) }, count: 2)
            )
            #expect(answers.map(\.status).sorted() == [201, 400])
            #expect(client.simulator.companies.count == 1)
        }
    }
}
