import FGOModels
import Foundation

extension BSONValue {
    /// A number in the first of int32, int64, double and Decimal128 that holds it to the last digit.
    ///
    /// A number of 35 to 39 digits, which none of these holds, becomes a symbol: a type that nothing writes any more.
    init(_ number: Decimal) {
        if let whole = Int64("\(number)") {
            self = Int32(exactly: whole).map(BSONValue.int32) ?? .int64(whole)
        } else if let double = Double("\(number)"), Decimal(shortest: double) == number {
            self = .double(double)
        } else {
            let text = "\(number.isSignMinus ? "-" : "")\(number.significand)E\(number.exponent)"
            self = Decimal128(text).map(BSONValue.decimal128) ?? .symbol("\(number)")
        }
    }
}

extension JSONValue {
    /// A double as the shortest decimal number that stands for it: 3045.7353, not 3045.7353000000000065.
    ///
    /// NaN is Extended JSON, which is equal to itself: as an `_id` it has to be found again.
    init(_ number: Double) {
        self =
            number.isNaN ? ["$numberDouble": "NaN"] : Decimal(shortest: number).map(JSONValue.number) ?? .double(number)
    }

    /// A symbol: the number that ``BSONValue/init(_:)-(Decimal)`` would write so, else in Extended JSON.
    init(symbol: String) {
        if let number = Decimal(literal: symbol), case .symbol(symbol) = BSONValue(number) {
            self = .number(number)
        } else {
            self = ["$symbol": .text(symbol)]
        }
    }

    /// A Decimal128 as a number where ``BSONValue/init(_:)-(Decimal)`` would write it so, else in Extended JSON, so that
    /// 1.50 keeps its zero.
    init(_ number: Decimal128) {
        let text = number.description
        if let decimal = Decimal(literal: text), case .decimal128(number) = BSONValue(decimal) {
            self = .number(decimal)
        } else {
            self = ["$numberDecimal": .text(text)]
        }
    }
}

extension Decimal {
    /// The shortest decimal number that stands for a double; nil where there is none that a `Decimal` holds.
    init?(shortest number: Double) {
        if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 {
            self.init(whole)
        } else {
            self.init(literal: "\(number)")
        }
    }
}
