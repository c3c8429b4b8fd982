import Foundation
import InvenTreeSimulator
import Testing

/// Places that came, moved or changed with a version.
@Suite struct PlaceTests {
    @Test func metadataHasItsOwnPathAtAPI530() async throws {
        try await withClient(version: .v530) { client async throws in
            let order = try client.order()
            let path = "/api/metadata/salesorder/\(order)/"
            #expect(try await client.patch(path, #"{"metadata":{"a":1}}"#).status == 200)
            #expect(try await client.patch(path, #"{"metadata":{"b":2}}"#).text == #"{"metadata":{"a":1,"b":2}}"#)
            #expect(try await client.send("PUT", path, #"{"metadata":{"c":3}}"#).text == #"{"metadata":{"c":3}}"#)
            #expect(try await client.with(token: Client.reader).get(path).status == 403)
            #expect(try await client.with(token: Client.syncer).get(path).status == 200)
            #expect(try await client.get("/api/metadata/salesorder/99/").status == 404)
            #expect(try await client.get("/api/metadata/nosuch/1/").status == 400)
            try client.simulator.add(SimulatedLine(order: order, part: nil))
            #expect(try await client.get("/api/metadata/salesorderlineitem/1/").text == #"{"metadata":{}}"#)
        }
    }

    @Test func theOldPathOfMetadataLeadsToTheNewOneAndTakesNoWrite() async throws {
        try await withClient(version: .v530) { client async throws in
            let path = "/api/order/so/\(try client.order())/metadata/"
            for sender in [client, client.with(authorization: nil)] {
                let moved = try await sender.get(path)
                #expect(moved.status == 301)
                #expect(moved.headers["location"] == "/api/metadata/salesorder/pk/1/")
            }
            #expect(try await client.get("/api/metadata/salesorder/pk/1/").text == #"{"metadata":{}}"#)
            #expect(try await client.patch(path, #"{"metadata":{"a":1}}"#).status == 403)
            #expect(try await client.get("/api/metadata/salesorder/1/").text == #"{"metadata":{}}"#)
        }
    }

    @Test func metadataOfALockedOrderIsLockedToo() async throws {
        try await withClient(version: .v530) { client async throws in
            let order = try client.order(status: .complete)
            let answer = try await client.patch("/api/metadata/salesorder/\(order)/", #"{"metadata":{"a":1}}"#)
            #expect(answer.fields == ["reference"])
        }
    }

    @Test func tokenAndRolesHaveTwoPathsFromAPI490On() async throws {
        for (number, status) in [(489, 404), (490, 200), (530, 200)] {
            try await withClient(version: try #require(APIVersion(rawValue: number))) { client async throws in
                let old = try await client.get("/api/user/token/?name=sync")
                let new = try await client.get("/api/user/me/token/?name=sync")
                #expect(old.status == 200)
                #expect(new.status == status)
                #expect(status == 404 || new.object["token"] as? String == old.object["token"] as? String)
                #expect(try await client.get("/api/user/roles/").status == 200)
                #expect(try await client.get("/api/user/me/roles/").status == status)
            }
        }
    }

    @Test func withoutCredentialsAPI530HidesWhichPathsExist() async throws {
        for (version, unknown, health) in [(APIVersion.v425, 404, 404), (.v530, 401, 200)] {
            try await withClient(version: version) { client async throws in
                let anonymous = client.with(authorization: nil)
                #expect(try await anonymous.get("/api/nosuch/").status == unknown)
                #expect(try await client.get("/api/nosuch/").status == 404)
                #expect(try await anonymous.get("/api/system/health/").status == health)
            }
        }
    }

    @Test func theVersionIsTheOneThatWasAskedFor() async throws {
        let version = try #require(APIVersion(rawValue: 477))
        try await withClient(version: version) { client async throws in
            #expect(try await client.get("/api/").object["apiVersion"] as? Int == 477)
        }
        try await withClient(version: .v530) { client async throws in
            #expect(try await client.get("/api/").headers["x-inventree-api"] == "530")
            client.simulator.onRequest { _ in .answer(status: 503) }
            #expect(try await client.get("/api/").headers["x-inventree-api"] == nil)
        }
        #expect(APIVersion(rawValue: 390) == nil)
        #expect(APIVersion(rawValue: 531) == nil)
    }

    @Test(
        "OPTIONS describes the fields that a version has",
        arguments: [
            (APIVersion.v391, "so-line", ["part", "sale_price"], ["line", "discount", "project_code", "part_detail"]),
            (.v425, "so-line", ["project_code"], ["line", "discount"]),
            (.v530, "so-line", ["line", "discount", "part_detail"], []),
            (.v391, "so-extra-line", ["context"], ["target_date", "discount"]),
            (.v530, "so-extra-line", ["discount", "total_price"], ["context"]),
            (.v530, "so", ["reference", "notes", "customer_detail"], []),
        ]
    )
    func options(version: APIVersion, place: String, shown: [String], hidden: [String]) async throws {
        try await withClient(version: version) { client async throws in
            let answer = try await client.send("OPTIONS", "/api/order/\(place)/")
            let actions = try #require(answer.object["actions"] as? [String: [String: [String: Any]]])
            let fields = try #require(actions["POST"])
            #expect(Set(fields.keys).isSuperset(of: shown))
            #expect(Set(fields.keys).isDisjoint(with: hidden))
            #expect(fields.values.allSatisfy { ($0["allow_null"] != nil) == (version == .v530) })
            #expect(actions["GET"]?.keys.contains("part_detail") == false)
            #expect((actions["DELETE"] != nil) == (version == .v530 && place != "so"))
        }
    }
}

/// Settings and categories that make a creation fail, at every version.
@Suite struct CreationRuleTests {
    @Test(arguments: APIVersion.allCases)
    func anOwnerCanBeRequired(version: APIVersion) async throws {
        try await withClient(version: version) { client async throws in
            let body = #"{"customer":\#(try client.customer()),"reference":"SO-0001"}"#
            try client.simulator.set("SALESORDER_REQUIRE_RESPONSIBLE", to: "true")
            #expect(try await client.post("/api/order/so/", body).fields == ["responsible"])
            let answer = try await client.post("/api/order/so/", body.replacing("}", with: #","responsible":1}"#))
            #expect((answer.object["responsible_detail"] as? [String: Any])?["name"] as? String == "admin")
        }
    }

    @Test(
        "an IPN can be required to match a pattern, in its case",
        arguments: [("", 400), ("x", 400), ("abc-1", 400), ("ABC-1", 201)]
    )
    func ipn(sent: String, status: Int) async throws {
        try await withClient { client async throws in
            try client.simulator.set("PART_IPN_REGEX", to: #"^[A-Z]{3}-\d+$"#)
            let answer = try await client.post("/api/part/", #"{"name":"Widget","IPN":"\#(sent)"}"#)
            #expect(answer.status == status)
            #expect(status == 201 || answer.fields == ["non_field_errors"])
        }
    }

    @Test(arguments: APIVersion.allCases)
    func aStructuralCategoryTakesNoPart(version: APIVersion) async throws {
        try await withClient(version: version) { client async throws in
            _ = try await client.post("/api/part/category/", #"{"name":"Group","structural":true}"#)
            _ = try await client.post("/api/part/category/", #"{"name":"Parts","parent":1}"#)
            #expect(try await client.get("/api/part/category/1/").object["structural"] as? Bool == true)
            #expect(try await client.post("/api/part/", #"{"name":"A","category":1}"#).fields == ["category"])
            let part = try await client.post("/api/part/", #"{"name":"A","category":2}"#)
            #expect(part.object["category_name"] as? String == "Parts")
            #expect(part.fields.contains("category_path") == (version == .v530))
            #expect(try await client.patch("/api/part/1/", #"{"category":1}"#).fields == ["category"])
        }
    }

    @Test func aDateInTheReferencePatternTakesAnyDate() async throws {
        try await withClient { client async throws in
            let customer = try client.customer()
            try client.simulator.set("SALESORDER_REFERENCE_PATTERN", to: "SO-{date:%Y}-{ref:04d}")
            for (reference, status) in [("SO-1999-0001", 201), ("SO-0002", 400)] {
                let body = #"{"customer":\#(customer),"reference":"\#(reference)"}"#
                #expect(try await client.post("/api/order/so/", body).status == status)
            }
        }
    }
}
