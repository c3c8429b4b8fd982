import Foundation
import InvenTreeClient
import Testing

@testable import InvoiceSync

/// Which line of an order is which line of its invoice (SyncRules, “Existing orders”).
@Suite struct LinePairingTests {
    private func wanted(
        part: Int? = 1,
        _ quantity: Decimal = 1,
        at price: Decimal? = 10,
        reference: String = ""
    ) -> LinePairing.Wanted {
        let demand = PartDemand(name: "Bolt", wholeName: nil, ipn: "")
        let line = LineDraft(
            item: .part(demand),
            quantity: quantity,
            price: price,
            reference: reference,
            notes: "",
            position: 1,
            path: "data"
        )
        return .init(line: line, subject: part.map { .part(Part.ID($0)) })
    }

    private func standing(
        _ id: Int,
        part: Int? = 1,
        _ quantity: Decimal = 1,
        at price: Decimal? = 10,
        reference: String = ""
    ) -> StandingLine {
        StandingLine(
            SalesOrderLine(
                id: .init(id),
                order: 1,
                part: part.map { Part.ID($0) },
                quantity: quantity,
                salePrice: price,
                salePriceCurrency: "RON",
                reference: reference
            )
        )
    }

    private func partners(_ wanted: [LinePairing.Wanted], _ standing: [StandingLine]) -> [Int?] {
        LinePairing(wanted, with: standing).partners.map { $0?.id.rawValue }
    }

    @Test func ofEqualLinesGoesByTheirOrder() {
        #expect(partners([wanted(), wanted(), wanted()], [standing(4), standing(5), standing(6)]) == [4, 5, 6])
    }

    @Test func ofOtherPartsIsNone() {
        let pairing = LinePairing([wanted(part: 2)], with: [standing(1), standing(2, part: nil)])
        #expect(pairing.partners == [nil])
        #expect(pairing.unpaired.map(\.id.rawValue) == [1, 2])
    }

    @Test func ofAPartThatDoesNotExistIsNone() {
        #expect(partners([wanted(part: nil)], [standing(1, part: nil)]) == [nil])
    }

    @Test func goesByReferenceBeforePriceBeforeQuantity() {
        let lines = [standing(1, 2, at: 5), standing(2, 1, at: 10), standing(3, 9, at: 9, reference: "a")]
        #expect(partners([wanted(1, at: 10, reference: "a")], lines) == [3])
        #expect(partners([wanted(2, at: 10, reference: "b")], lines) == [2])
        #expect(partners([wanted(2, at: 7, reference: "b")], lines) == [1])
    }

    @Test func givesALineToTheOneThatIsMostAlike() {
        let lines = [standing(1, 3, at: 10, reference: "x")]
        #expect(partners([wanted(1, at: 10), wanted(3, at: 10, reference: "x")], lines) == [nil, 1])
    }

    @Test func leavesWhatIsTooMany() {
        let pairing = LinePairing([wanted()], with: [standing(1), standing(2), standing(3)])
        #expect(pairing.partners.map { $0?.id.rawValue } == [1])
        #expect(pairing.unpaired.map(\.id.rawValue) == [2, 3])
    }

    @Test func tellsNoPriceFromZero() {
        #expect(partners([wanted(at: 0)], [standing(1, at: nil), standing(2, at: 0)]) == [2])
    }

    @Test func takesNumbersAsTheServerShowsThem() {
        let exact = Decimal(exactly: "123456789012.123456")
        let shown = Decimal(exactly: "123456789012.12346")
        #expect(partners([wanted(at: exact)], [standing(1), standing(2, at: shown)]) == [2])
    }

    @Test func ofManyLinesGivesEachItsOwn() {
        let wantedLines = (0..<2000).map { wanted(Decimal($0), reference: "\($0)") }
        let lines = (0..<2000).reversed().map { standing($0, Decimal($0), reference: "\($0)") }
        #expect(partners(wantedLines, lines) == Array(0..<2000))
    }
}
