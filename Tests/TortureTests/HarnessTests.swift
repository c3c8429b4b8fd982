import Foundation
import InvenTreeSimulator
import Testing
import TortureKit

/// The harness must see what it looks for: each of these spoils an exact end state by hand.
@Suite struct HarnessTests {
    /// A way to spoil a server on which everything is as it ought to be.
    enum Spoiling: CaseIterable {
        case doubleOrder, doubleLine, doubleCustomer, doublePart, strangeLine, strangeExtraLine, wrongDate, issued

        var kind: Difference.Kind {
            switch self {
            case .doubleOrder, .doubleLine, .doubleCustomer, .doublePart: .duplicate
            case .strangeLine, .strangeExtraLine: .unexpected
            case .wrongDate, .issued: .wrong
            }
        }

        func spoil(_ simulator: RunningSimulator) throws {
            let order = try #require(simulator.orders.first)
            let line = try #require(simulator.lines(ofOrder: order.pk).first)
            let company = try #require(simulator.companies.first { $0.pk == order.customer })
            let part = try #require(simulator.parts.first { $0.pk == line.part })
            switch self {
            case .doubleOrder:
                try simulator.add(SimulatedOrder(customer: company.pk, description: order.description))
            case .doubleLine: try simulator.add(line)
            case .doubleCustomer:
                try simulator.add(SimulatedCompany(name: "\(company.name) ", taxID: company.taxID, email: nil))
            case .doublePart: try simulator.add(SimulatedPart(name: "\(part.name) ", ipn: part.ipn))
            case .strangeLine: try simulator.add(SimulatedLine(order: order.pk, part: line.part, quantity: 99))
            case .strangeExtraLine: try simulator.add(SimulatedExtraLine(order: order.pk, description: "Transport"))
            case .wrongDate: simulator.updateOrder(order.pk) { $0.issueDate = "2020-01-01" }
            case .issued: simulator.updateOrder(order.pk) { $0.status = .inProgress }
            }
        }
    }

    @Test func seesEveryDifferenceOnTheServer() async throws {
        let workload = Workload.boundaries(.new)
        try await Bench.withRunning(try setup(), workload) { bench in
            _ = try await bench.worker().run(["sync"])
            var seen = try await bench.differences(from: workload)
            #expect(seen == [])
            for spoiling in Spoiling.allCases {
                try spoiling.spoil(bench.simulator)
                let now = try await bench.differences(from: workload)
                #expect(Set(now).subtracting(seen).contains { $0.kind == spoiling.kind }, "\(spoiling): \(now)")
                seen = now
            }
        }
    }

    @Test func seesWhatWasNeverSynced() async throws {
        let workload = Workload.boundaries(.new)
        try await Bench.withRunning(try setup(), workload) { bench in
            let tally = try await bench.differences(from: workload).tally
            // Three orders, three parts and two customers, of which one stands there without its CUI.
            #expect(tally == ["missing": 8, "unexpected": 1, "unfinished": 1])
        }
    }

    @Test func seesThatACorrectionWasNotSynced() async throws {
        let workload = Workload.boundaries(.corrected)
        try await Bench.withRunning(try setup(), workload) { bench in
            _ = try await bench.worker().run(["sync"])
            // The right line, the person's and the document; the wrong line, the surplus one and the discount; the date.
            let tally = try await bench.differences(from: workload).tally
            #expect(tally == ["missing": 3, "unexpected": 3, "wrong": 1])
            #expect(bench.keptForeignLines(of: workload) == 0)
        }
    }

    @Test func seesThatAFurtherRunWrites() async throws {
        let workload = Workload.boundaries(.new)
        try await Bench.withRunning(try setup(), workload) { bench in
            let differences = try await bench.quietRun(by: bench.worker())
            #expect(differences.map(\.kind) == [.unexpected])
        }
    }

    @Test func makesTheSameDocumentsOfTheSameSeed() {
        func documents(_ seed: UInt64) -> [String] {
            var generator = WorkloadGenerator(seed: seed)
            return generator.workload(documents: 5, perDocument: 5).documents
        }
        #expect(documents(4) == documents(4))
        #expect(documents(4) != documents(5))
    }

    private func setup() throws -> BenchSetup {
        BenchSetup(program: try BenchSetup.builtProgram(), store: .sqlite)
    }
}
