import Foundation
import Testing

@testable import InvoiceSync

/// How long to wait, and how numbers are rounded.
@Suite struct RunRulesTests {
    @Test(arguments: [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (9, 3600), (1000, 3600), (0, 30)])
    func waitDoublesUpToAnHour(attempts: Int, seconds: Int) {
        #expect(Backoff.delay(attempts: attempts, jitter: 0.5) == .seconds(seconds))
    }

    @Test(arguments: [(0, 24), (1, 36), (-5, 24), (5, 36)] as [(Double, Int)])
    func waitVariesByAFifth(jitter: Double, seconds: Int) {
        #expect(Backoff.delay(attempts: 1, jitter: jitter) == .seconds(seconds))
    }

    @Test(arguments: [
        ("1.000005", "1", true), ("1.000015", "1.00002", true), ("-1.000005", "-1", true), ("1.5", "1.5", false),
        ("9999999999.99999", "9999999999.99999", false), ("0.000001", "0", true),
    ])
    func quantityIsRoundedHalfEven(number: String, fitting: String, isRounded: Bool) throws {
        let fit = try #require(FieldNumber.quantity.fit(Decimal(exactly: number)))
        #expect(fit.value == Decimal(exactly: fitting))
        #expect(fit.isRounded == isRounded)
    }

    @Test(arguments: ["10000000000", "-10000000000", "9999999999.999995", "1E+30"])
    func quantityBeyondTheFieldDoesNotFit(number: String) {
        #expect(FieldNumber.quantity.fit(Decimal(exactly: number)) == nil)
        #expect(FieldNumber.quantity.fit(.nan) == nil)
    }
}
