import Foundation
import InvenTreeSimulator
import Testing

@Suite struct TextCleaningTests {
    private func name(_ text: String, version: APIVersion) async throws -> (status: Int, stored: String?) {
        let body = try JSONSerialization.data(withJSONObject: ["name": text, "currency": "EUR"])
        var outcome: (Int, String?) = (0, nil)
        try await withClient(version: version) { client async throws in
            let answer = try await client.post("/api/company/", String(decoding: body, as: UTF8.self))
            #expect(answer.status == 201 || answer.fields == ["name"])
            outcome = (answer.status, client.simulator.companies.first?.name)
        }
        return outcome
    }

    @Test(
        "API 475 and newer refuse a text that HTML would make longer or shorter; older ones keep it",
        arguments: [
            "Bec\u{A0}LED", "\u{FEFF}Bec", "D&#039;Or", "17&quot; monitor", "60&times;40", "&Omega;", "x?a=1&copy=2",
            "x?a=1&region=2", "&notanentity;", "&#65;BC", "&#x41;BC", "&#65 BC", "a<b", "x <y", "</b", "a </ b",
        ]
    )
    func refused(text: String) async throws {
        for version in [APIVersion(rawValue: 475), .v530].compactMap({ $0 }) {
            #expect(try await name(text, version: version).status == 400)
        }
        for version in [APIVersion.v391, .v425, APIVersion(rawValue: 474)].compactMap({ $0 }) {
            let outcome = try await name(text, version: version)
            #expect(outcome.status == 201)
            #expect(outcome.stored.map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test(
        "tags, comments and the entities of markup are refused by every version",
        arguments: ["<b>x</b>", "a<br/>b", "a<!-- c -->b", "a &amp; b", "&lt;3"]
    )
    func markup(text: String) async throws {
        for version in APIVersion.allCases { #expect(try await name(text, version: version).status == 400) }
    }

    @Test(
        "a text without HTML is kept by every version",
        arguments: [
            "A & B", "R&D", "AT&T", "X &Y", "&unknown;", "&euro 5", "&;", "&#;", "&#x;", "a < b", "a<5", "a<=b", "<>",
            "<-", "a<", "3 < 5 > 2", "<șapte", "\"x\"", "a\u{2007}b", "a\u{202F}b", "a\u{AD}b", "a\u{200B}b", "&nbsp;x",
        ]
    )
    func kept(text: String) async throws {
        for version in APIVersion.allCases {
            let outcome = try await name(text, version: version)
            #expect(outcome.status == 201)
            #expect(outcome.stored.map { Array($0.utf8) } == Array(text.utf8))
        }
    }

    @Test(
        "API 530 stores another text where gains and losses of length cancel out",
        arguments: [
            ("x\u{A0}y &quot;z", "x&nbsp;y \"z"), ("x<br/>\u{A0}y", "x&nbsp;y"), ("&#160;z", "&nbsp;z"),
            ("&#xa0;z", "&nbsp;z"), ("5\u{A0}&euro;", "5&nbsp;€"),
        ]
    )
    func altered(text: String, stored: String) async throws {
        let outcome = try await name(text, version: .v530)
        #expect(outcome.status == 201)
        #expect(outcome.stored == stored)
    }

    @Test func theCleanerSeesEveryTextOfAnOrder() async throws {
        try await withClient(version: .v530) { client async throws in
            let order = try client.order()
            let path = "/api/order/so/\(order)/"
            #expect(try await client.patch(path, #"{"description":"a\u00a0b"}"#).fields == ["description"])
            #expect(try await client.patch(path, #"{"link":"http://x.ro/?a=1&region=2"}"#).fields == ["link"])
            #expect(try await client.patch(path, #"{"notes":"a &deg; b"}"#).fields == ["notes"])
            #expect(try await client.patch(path, #"{"notes":"1 < 2\nb"}"#).object["notes"] as? String == "1 < 2\nb")
            let extra = #"{"order":\#(order),"description":"D&#039;Or"}"#
            #expect(try await client.post("/api/order/so-extra-line/", extra).fields == ["description"])
        }
    }
}
