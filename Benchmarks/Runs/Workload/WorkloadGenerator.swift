import Foundation

/// Makes invoices of plausible customers and parts, the same ones for the same seed.
struct WorkloadGenerator {
    private static let places = [
        "Ștefan", "Țurcanu", "Brânză", "Măgura", "Câmpia", "Înălțimea", "Olt", "Prahova", "Dacia", "Carpați", "Mureș",
        "Galați", "Iași", "Făgăraș",
    ]
    private static let trades = [
        "Impex", "Trading", "Soft", "Distribuție", "Construct", "Agro", "Logistic", "Med", "Grup", "Electro", "Prod",
    ]
    private static let forms = ["S.R.L.", "SRL", "S.A.", "PFA", "I.I."]
    private static let products = [
        "Filtru aer", "Șurub M8", "Țeavă PVC", "Cablu UTP", "Licență", "Abonament", "Rulment", "Bec LED", "Vopsea",
        "Mânușă", "Senzor", "Kit montaj",
    ]

    private var random: SeededRandom
    let customers: [Invoice.Customer]
    let parts: [Invoice.Part]
    private var nextNumber: Int

    /// Makes the customers and parts that the invoices will be of.
    ///
    /// - Parameters:
    ///   - seed: What chance is made from.
    ///   - customers: How many customers there are to choose from.
    ///   - parts: How many parts there are to choose from.
    ///   - firstNumber: The number of the first invoice.
    init(seed: UInt64, customers: Int, parts: Int, firstNumber: Int = 221_029_001) {
        var random = SeededRandom(seed: seed)
        self.customers = (1...customers).map { index in
            let name = [random.pick(Self.places), random.pick(Self.trades), "\(index)", random.pick(Self.forms)]
            let taxID = random.chance(0.9) ? "\(Int.random(in: 1_000_000..<49_999_999, using: &random))" : nil
            return Invoice.Customer(name: name.joined(separator: " "), taxID: taxID)
        }
        self.parts = (1...parts).map { index in
            let number = random.chance(0.15) ? "P\(index)-\(Int.random(in: 1000..<10_000, using: &random))" : nil
            return Invoice.Part(name: "\(random.pick(Self.products)) \(index)", number: number)
        }
        self.random = random
        nextNumber = firstNumber
    }

    /// Takes customers and parts that there are.
    init(seed: UInt64, customers: [Invoice.Customer], parts: [Invoice.Part], firstNumber: Int) {
        random = SeededRandom(seed: seed)
        self.customers = customers
        self.parts = parts
        nextNumber = firstNumber
    }

    /// Makes the next documents; later ones are of the same customers and parts.
    mutating func documents(_ count: Int, of invoices: Int, lines: Int) -> Workload {
        Workload(
            documents: (0..<count).map { _ in (0..<invoices).map { _ in invoice(lines: lines) } }
        )
    }

    private mutating func invoice(lines middle: Int) -> Invoice {
        let number = "\(nextNumber)"
        nextNumber += 1
        let day = Int.random(in: 1...28, using: &random)
        let month = Int.random(in: 1...12, using: &random)
        let count = Int.random(in: max(1, middle - 2)...(middle + 1), using: &random)
        return Invoice(
            series: random.pick(["SIMDN", "FCT", "B2B"]),
            number: number,
            customer: random.pick(customers),
            date: "2025-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)",
            lines: (0..<count).map { line("det \(number)/\($0)") }
        )
    }

    private mutating func line(_ details: String) -> Invoice.Line {
        let pieces = Decimal(Int.random(in: 1..<40, using: &random))
        let weight = Decimal(Int.random(in: 1..<40_000, using: &random)) / 1000
        return Invoice.Line(
            part: random.pick(parts),
            quantity: random.chance(0.8) ? pieces : weight,
            price: Decimal(Int.random(in: 100..<90_000_000, using: &random)) / 10_000,
            details: random.chance(0.6) ? details : nil
        )
    }
}

/// Chance that repeats itself: SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &self)]
    }

    mutating func chance(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &self) < share
    }
}
