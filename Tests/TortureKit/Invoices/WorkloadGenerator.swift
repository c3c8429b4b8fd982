import FaultProxy
import Foundation

/// Makes workloads by chance that a seed decides.
package struct WorkloadGenerator {
    private var dice: SeededGenerator
    private let seed: UInt64
    private let customers: [CustomerSpec]
    private let products: [ProductSpec]
    private var lastNumber: Int

    /// A generator.
    ///
    /// - Parameters:
    ///   - seed: The seed.
    ///   - customers: How many customers the invoices are for at most.
    ///   - products: How many products they sell at most.
    package init(seed: UInt64, customers: Int = 40, products: Int = 60) {
        self.seed = seed
        var dice = SeededGenerator(seed: seed, stream: 1)
        self.customers = (0..<customers).map { Self.customer($0, &dice) }
        self.products = (0..<products).map { Self.product($0, &dice) }
        lastNumber = 221_029_000
        self.dice = dice
    }

    /// Documents of invoices, of which some stand in several documents.
    package mutating func workload(documents: Int, perDocument: Int) -> Workload {
        var invoices: [[InvoiceSpec]] = []
        for _ in 0..<documents {
            var document: [InvoiceSpec] = []
            for _ in 0..<perDocument {
                let earlier = dice.chance(0.1) ? invoices.randomElement(using: &dice)?.randomElement(using: &dice) : nil
                document.append(earlier ?? invoice())
            }
            invoices.append(document)
        }
        var scribe = Scribe(SeededGenerator(seed: seed, stream: 2))
        return Workload(invoices, standing: standing(), scribe: &scribe)
    }

    /// The same invoice in many documents.
    package mutating func duplicates(documents: Int) -> Workload {
        var invoice = invoice()
        while !invoice.hasOrder || invoice.orderLines.count < 3 { invoice = self.invoice() }
        var scribe = Scribe(SeededGenerator(seed: seed, stream: 2))
        return Workload(Array(repeating: [invoice], count: documents), scribe: &scribe)
    }

    // MARK: Invoices

    private mutating func invoice() -> InvoiceSpec {
        lastNumber += 1
        let isForeign = dice.chance(0.1)
        let numar = dice.chance(0.2) ? "000\(lastNumber)" : "\(lastNumber)"
        var lines = (0..<Int.random(in: 1...5, using: &dice)).map { line($0) }
        // The same product again, as a line of its own.
        if let twice = lines.randomElement(using: &dice), dice.chance(0.3) {
            lines.append(LineSpec(product: twice.product, quantity: 2, price: twice.price, details: "again"))
        }
        if dice.chance(0.2) { lines.append(discount()) }
        if dice.chance(0.03) { lines = [discount()] }
        return InvoiceSpec(
            serie: ["SIMDN", "FCT", "B2B"].randomElement(using: &dice) ?? "FCT",
            numar: numar,
            customer: customers.randomElement(using: &dice) ?? customers[0],
            date: "2026-0\(Int.random(in: 1...9, using: &dice))-\(Int.random(in: 10...28, using: &dice))",
            currency: isForeign ? "EUR" : nil,
            lines: lines
        )
    }

    private mutating func line(_ index: Int) -> LineSpec {
        LineSpec(
            product: products.randomElement(using: &dice) ?? products[0],
            quantity: quantity(),
            price: Decimal(Int.random(in: 0...9_999_999, using: &dice)) / [100, 10_000, 1_000_000][index % 3],
            details: dice.chance(0.5) ? "Poz. \(index + 1), lot \(Int.random(in: 100...999, using: &dice))" : nil
        )
    }

    private mutating func quantity() -> Decimal {
        switch Int.random(in: 0..<20, using: &dice) {
        case 0: 0
        case 1: Decimal(Int.random(in: 100_000...999_999, using: &dice)) / 100
        case 2...4: Decimal(Int.random(in: 1...99_999, using: &dice)) / 1000
        default: Decimal(Int.random(in: 1...40, using: &dice))
        }
    }

    private mutating func discount() -> LineSpec {
        let isStorno = dice.chance(0.5)
        let amount = Decimal(Int.random(in: 1...99_999, using: &dice)) / 100
        return LineSpec(
            product: ProductSpec(name: "Reducere comercială", ipn: nil),
            quantity: isStorno ? -1 : 1,
            price: isStorno ? amount : -amount,
            details: nil
        )
    }

    // MARK: Who and what there is

    /// Some of the customers and parts are there already, written in their own way.
    private func standing() -> StandingRows {
        StandingRows(
            customers: customers.enumerated().filter { $0.offset % 7 == 3 }.map(\.element),
            customersWithoutCUI: customers.enumerated().filter { $0.offset % 7 == 5 }.map(\.element),
            parts: products.enumerated().filter { $0.offset % 5 == 2 }.map(\.element)
        )
    }

    private static func customer(_ index: Int, _ dice: inout SeededGenerator) -> CustomerSpec {
        let first = ["Ștefan", "Țurcanu", "Brânză", "Măgura", "Înălțimea", "Olt", "Dacia", "Carpați", "Iași"]
        let second = ["Impex", "Trading", "Distribuție", "Construct", "Agro", "Logistic", "Electro"]
        let name =
            "\(first.randomElement(using: &dice) ?? "") \(second.randomElement(using: &dice) ?? "") \(index) S.R.L."
        // Index and chance together: no two have one code.
        let cui = "\(10 + index)\(Int.random(in: 100_000...999_999, using: &dice))"
        return CustomerSpec(name: name, cui: dice.chance(0.85) ? cui : nil)
    }

    private static func product(_ index: Int, _ dice: inout SeededGenerator) -> ProductSpec {
        let kinds = ["Filtru aer", "Șurub M8", "Țeavă PVC", "Cablu UTP", "Licență", "Mânușă", "Rulment"]
        let name = "\(kinds.randomElement(using: &dice) ?? "") \(index)"
        return ProductSpec(
            name: name,
            ipn: dice.chance(0.25) ? "P\(index)-\(UInt16.random(in: 0...999, using: &dice))" : nil
        )
    }
}
