import Testing
import TortureKit

/// The short form of the harness; `torture` runs the long one.
@Suite(.serialized, .timeLimit(.minutes(10))) struct TortureTests {
    @Test(arguments: Workload.BoundaryVariant.allCases)
    func everyRequestMayBeDisturbed(_ variant: Workload.BoundaryVariant) async throws {
        try await BenchSetup.with(.sqlite, program: try BenchSetup.builtProgram()) { setup in
            var setup = setup
            setup.lease = 1
            var boundaries = Boundaries()
            boundaries.variant = variant
            boundaries.disturbances =
                switch variant {
                case .new: [.killAfter, .lost, .bad]
                case .existing: [.lostBad, .stop]
                case .corrected: [.killAfter, .stop]
                case .correction: [.killAfter, .lost]
                }
            boundaries.width = 8
            let report = try await boundaries.run(setup)
            #expect(report.isExact, "\(report.lines)")
            #expect(report.outcomes.allSatisfy { $0.request != nil })
        }
    }

    @Test(arguments: [(StoreKind.sqlite, 11 as UInt64), (.mongodb, 12)])
    func manyWorkersInAStormAreExact(_ store: StoreKind, seed: UInt64) async throws {
        try await BenchSetup.with(store, program: try BenchSetup.builtProgram()) { setup in
            var storm = Storm(seed: seed)
            storm.documents = 12
            storm.perDocument = 4
            storm.workers = 3
            storm.killsPerMinute = 20
            // Workers that stand still are disturbed at exact moments, by the boundaries.
            storm.stopsPerMinute = 0
            storm.bound = .seconds(300)
            let report = try await storm.run(setup)
            #expect(report.isExact, "seed \(seed): \(report.lines) \(report.differences)")
        }
    }
}
