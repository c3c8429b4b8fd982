import Foundation
import InvenTreeSimulator
import Subprocess
import SystemPackage
import Testing

/// `invsync sync` against servers that answer without measure, within a limit of memory and time.
///
/// What no HTTP library can send (heads and bodies without end) is in the tests of the client's transport.
@Suite struct HostileServerTests {
    /// The memory that the program may take for itself, in KiB; a run of 40 invoices needs less than 100 MB.
    private static let memory = 400_000

    private static func run(_ program: Program) async throws -> Program.Outcome {
        let result = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: ["-c", "ulimit -d \(memory) && exec \"$0\" sync", try Program.executable().path()],
            environment: program.configuration([]).environment,
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return .init(
            status: try Program.code(of: result.terminationStatus),
            output: result.standardOutput,
            messages: result.standardError
        )
    }

    @Test(.timeLimit(.minutes(3)), arguments: HostileMode.allCases)
    func `a server without measure costs little memory and time, and marks nothing as failed`(
        mode: HostileMode
    ) async throws {
        try await withServer { simulator, program in
            for number in 1...4 {
                let customer = "Firma \(number) SRL"
                _ = try await program.run(
                    "import",
                    "-",
                    input: document(number, numar: "\(number)", customer: customer)
                )
            }
            let answers = HostileAnswers(mode)
            simulator.onRequest { answers.action(for: $0) }
            let outcome = try await Self.run(program)
            #expect(outcome.status == mode.exitStatus, "\(outcome.messages.prefix(2000))")
            #expect(outcome.messages.utf8.count < 20_000)
            let status = try await program.run("status", "--json").json(Status.self)
            #expect(status.counts.failed == 0)
            #expect(answers.count < 2000)
        }
    }

    private struct Status: Decodable {
        struct Counts: Decodable { let failed: Int }
        let counts: Counts
    }
}
