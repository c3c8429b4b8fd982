import Foundation

/// Which line of an order is which line of its invoice: part by part, the most alike first
/// (<doc:OrderRules#Existing-orders>).
///
/// Pure.
struct LinePairing {
    /// A line of the invoice, and what it is for where that exists on the server.
    struct Wanted: Hashable, Sendable {
        let line: LineDraft
        let subject: StandingLine.Subject?
        /// Other parts of the order that fit as well.
        var standIns: [StandingLine.Subject] = []
    }

    /// What two lines must share to be paired, from the most alike on.
    private struct Likeness {
        let reference: Bool
        let price: Bool
        let quantity: Bool
        /// The number on the order, which only tells lines apart that are alike in all else.
        var number = false

        static let descending = [
            Likeness(reference: true, price: true, quantity: true, number: true),
            Likeness(reference: true, price: true, quantity: true),
            Likeness(reference: true, price: true, quantity: false),
            Likeness(reference: true, price: false, quantity: true),
            Likeness(reference: true, price: false, quantity: false),
            Likeness(reference: false, price: true, quantity: true),
            Likeness(reference: false, price: true, quantity: false),
            Likeness(reference: false, price: false, quantity: true),
            Likeness(reference: false, price: false, quantity: false),
        ]
    }

    private struct Key: Hashable {
        let subject: StandingLine.Subject
        let reference: String?
        let price: Double?
        let quantity: Double?
        let number: String?

        init(
            _ likeness: Likeness,
            _ subject: StandingLine.Subject,
            reference: String,
            price: Decimal?,
            quantity: Decimal,
            number: String?
        ) {
            self.subject = subject
            self.reference = likeness.reference ? reference : nil
            self.price = likeness.price ? price?.asServerShows ?? -.infinity : nil
            self.quantity = likeness.quantity ? quantity.asServerShows : nil
            self.number = likeness.number ? number ?? "" : nil
        }
    }

    /// For each wanted line, the standing line that it is; nil where there is none.
    private(set) var partners: [StandingLine?]
    /// The standing lines that are none of the wanted ones, in their order.
    private(set) var unpaired: [StandingLine]

    init(_ wanted: [Wanted], with standing: [StandingLine]) {
        partners = Array(repeating: nil, count: wanted.count)
        unpaired = standing
        for likeness in Likeness.descending where !unpaired.isEmpty {
            pair(wanted, by: likeness) { $0.subject.map { [$0] } ?? [] }
        }
        guard wanted.contains(where: { !$0.standIns.isEmpty }) else { return }
        for likeness in Likeness.descending where !unpaired.isEmpty { pair(wanted, by: likeness) { $0.standIns } }
    }

    private mutating func pair(
        _ wanted: [Wanted],
        by likeness: Likeness,
        _ subjects: (Wanted) -> [StandingLine.Subject]
    ) {
        var queues: [Key: [Int]] = [:]
        for index in wanted.indices.reversed() where partners[index] == nil {
            let line = wanted[index].line
            for subject in subjects(wanted[index]) {
                let key = Key(
                    likeness,
                    subject,
                    reference: line.reference,
                    price: line.price,
                    quantity: line.quantity,
                    number: line.number
                )
                queues[key, default: []].append(index)
            }
        }
        unpaired.removeAll { line in
            guard let subject = line.subject else { return false }
            let key = Key(
                likeness,
                subject,
                reference: AcceptableText.clean(line.reference),
                price: line.price,
                quantity: line.quantity,
                number: line.number
            )
            while let index = queues[key]?.popLast() {
                guard partners[index] == nil else { continue }
                partners[index] = line
                return true
            }
            return false
        }
    }
}
