import FGOModels
import Foundation
import InvenTreeClient

/// A text is a day of the calendar that writes back, no further from the text's own day than zones are, or a warning that
/// names the text.
enum DateRules {
    static func check(_ input: [UInt8]) throws(FuzzFault) {
        let text = String(decoding: input, as: UTF8.self)
        let date = FGODate(text)
        if let date {
            let written = date.description
            try require(FGODate(written) == date, "“\(text)” is \(written), which reads otherwise")
            let day = try require(CalendarDate(written), "“\(text)” is \(written), which no calendar has")
            try require(day.description == written, "\(written) becomes \(day)")
            try compare(text, date)
        }
        try checkField(text, date)
    }

    /// That the text names this day, or is an instant near it.
    private static func compare(_ text: String, _ date: FGODate) throws(FuzzFault) {
        guard let named = firstDay(of: text) else { return }
        let distance = abs(named.timeIntervalSince(try midnight(date)))
        try require(distance <= 2 * 86_400, "“\(text)” is \(date)")
    }

    private static func firstDay(of text: String) -> Date? {
        let beginning = String(text.trimmingCharacters(in: .whitespacesAndNewlines).prefix(10))
        return CalendarDate(beginning).flatMap { FGODate($0.description) }.flatMap { try? midnight($0) }
    }

    private static func midnight(_ date: FGODate) throws(FuzzFault) -> Date {
        let parts = DateComponents(year: date.year, month: date.month, day: date.day)
        return try require(utc.date(from: parts), "Foundation's calendar has no \(date)")
    }

    private static let utc = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    private static func checkField(_ text: String, _ date: FGODate?) throws(FuzzFault) {
        let forms: [JSONValue] = [.text(text), ["$date": .text(text)], ["$date": ["$numberLong": .text(text)]]]
        for (index, form) in forms.enumerated() {
            let fields: JSONValue = ["serie": "S", "numar": 1, "denumire_client": "C", "data_emitere": form]
            let invoice = try require(try? Invoice(fields), "an invoice cannot be read for its date")
            if let day = invoice.dataEmitere {
                try require(CalendarDate(day.description) != nil, "“\(text)” is \(day), which no calendar has")
            }
            guard index == 0 else { continue }
            try require(invoice.dataEmitere == date, "“\(text)” is \(String(describing: date)), but not in an invoice")
        }
    }
}
