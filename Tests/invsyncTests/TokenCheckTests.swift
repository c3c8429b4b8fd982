import Foundation
import InvenTreeSimulator
import Testing

@Suite struct TokenCheckTests {
    /// The day that begins a number of days from now.
    private static func day(in days: Int) -> String {
        Date(timeIntervalSinceNow: 86_400 * Double(days)).formatted(.iso8601.year().month().day())
    }

    /// Runs `doctor` on a server whose administrator has a token that expires in a number of days, and others.
    private static func doctor(
        expiryIn days: Int,
        credentials: (Identities) throws -> [String: String]
    ) async throws -> (status: Int32, check: DoctorReport.Check?) {
        var configuration = SimulatorConfiguration()
        configuration.currencies = ["RON"]
        configuration.identities.tokens["admin"]?.expiry = day(in: days)
        let environment = try credentials(configuration.identities)
        return try await InvenTreeSimulator.withRunning(configuration) { simulator in
            var program = try Program()
            defer { program.remove() }
            program.environment["INVENTREE_URL"] = simulator.baseURL.absoluteString
            program.environment.merge(environment) { $1 }
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            let outcome = try await program.run("doctor", "--json")
            return (outcome.status, try outcome.json(DoctorReport.self).checks.first { $0.name == "token" })
        }
    }

    @Test(arguments: [(0, "warning"), (29, "warning"), (40, "ok")])
    func `doctor warns 30 days before the token expires`(_ days: Int, _ outcome: String) async throws {
        let doctor = try await Self.doctor(expiryIn: days) { _ in ["INVENTREE_TOKEN": try adminToken()] }
        #expect(doctor.status == 0)
        #expect(doctor.check?.outcome == outcome)
        #expect(doctor.check?.detail.contains("expires on \(Self.day(in: days)), in \(days) days") == true)
    }

    @Test func `a token that the client fetches with a password is not checked`() async throws {
        let doctor = try await Self.doctor(expiryIn: 5) { identities in
            let password = try #require(identities.users["admin"]).password.value
            return ["INVENTREE_USERNAME": "admin", "INVENTREE_PASSWORD": password]
        }
        #expect(doctor.status == 0)
        #expect(doctor.check == nil)
    }
}
