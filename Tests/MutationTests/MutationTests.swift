import FGOModels
import Foundation
import Testing

/// Mutated documents go the whole way through read, map and plan: no crash, no hang, no rule broken, memory flat.
///
/// The long form, and the repetition of one document:
///
///     INVSYNC_MUTATIONS=100000 INVSYNC_SEED=1 swift test --filter MutationTests
///     INVSYNC_SEED=1 INVSYNC_DOCUMENT=4711 swift test --filter MutationTests
@Suite struct MutationTests {
    private static let run = MutationRun(ProcessInfo.processInfo.environment)

    @Test(.timeLimit(.minutes(run.isLong ? 120 : 5)))
    func everyMutantHoldsTheRules() throws {
        let report = Self.run.carryOut { number, fault in
            Issue.record("\(fault)\nrepeat: \(Self.run.command(repeating: number))")
        }
        #expect(
            report.tally.orders > 0 || Self.run.numbers.count == 1,
            "mutants that nothing can be read of prove little"
        )
        if let growth = report.memoryGrowth, Self.run.isLong {
            #expect(growth < 256 << 20, "memory grew by \(growth >> 20) MiB")
        }
        if Self.run.isAsked { print(report) }
    }

    @Test func aMutantIsTheSameEachTime() {
        for number in 0..<50 {
            #expect(Journey(Mutant(seed: 7, number: number)).digest == Journey(Mutant(seed: 7, number: number)).digest)
        }
    }

    @Test func soundDocumentsAreAllRead() {
        for document in SoundDocuments.all {
            #expect(document.fields != nil)
            let readings = DocumentFile(contents: Data(document.json)).map { result in
                Result { try result.get().read().count }
            }
            #expect(throws: Never.self) { try readings.map { try $0.get() } }
        }
        #expect(SoundDocuments.all.count == 5)
    }
}
