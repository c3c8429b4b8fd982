import InvenTreeSimulator

/// What a server holds before a benchmark starts.
struct Filling {
    var companies = 5_000
    var parts = 20_000
    var orders = 50_000
    var linesPerOrder = 2

    /// Puts rows into a simulator, the same ones for the same seed, past its latencies.
    ///
    /// - Throws: Where the simulator refuses a row.
    func fill(_ simulator: RunningSimulator, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let generator = WorkloadGenerator(seed: seed, customers: companies, parts: parts)
        let customers = try generator.customers.map {
            try simulator.add(SimulatedCompany(name: $0.name, taxID: $0.taxID ?? "", currency: "RON"))
        }
        let products = try generator.parts.map {
            try simulator.add(SimulatedPart(name: $0.name, ipn: $0.number ?? ""))
        }
        for index in 0..<orders {
            let order = SimulatedOrder(
                customer: random.pick(customers),
                reference: "SO-\(index + 1)",
                description: "SERIE=OLD;NUMAR=\(index + 1)",
                creationDate: "2024-01-01"
            )
            let pk = try simulator.add(order)
            for _ in 0..<linesPerOrder { try simulator.add(SimulatedLine(order: pk, part: random.pick(products))) }
        }
    }
}
