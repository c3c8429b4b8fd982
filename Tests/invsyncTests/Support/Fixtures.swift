import Foundation
import InvenTreeSimulator
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// A document of one invoice with one line, as mongoexport writes it.
func document(
    _ id: Int,
    numar: String,
    customer: String = "Dacia Impex SRL",
    quantity: String = "2",
    currency: String? = nil
) -> String {
    let valuta = currency.map { ",\"valuta\":\"\($0)\"" } ?? ""
    return """
        {"_id":\(id),"data":[{"serie":"T","numar":"\(numar)","denumire_client":"\(customer)"\(valuta),\
        "data_emitere":"2026-01-12","articole":[{"nume_produs":"Filtru","cantitate":"\(quantity)","pret_unitar":10.5}]}]}
        """
}

/// What `doctor --json` prints.
struct DoctorReport: Decodable {
    struct Setting: Decodable {
        let setting: String
        let variable: String
        let value: String?
        let source: String?
    }
    struct Check: Decodable {
        let name: String
        let outcome: String
        let detail: String
    }
    let settings: [Setting]
    let checks: [Check]

    func setting(_ key: String) -> Setting? { settings.first { $0.setting == key } }
}

/// The token of the simulator's administrator.
func adminToken() throws -> String {
    try #require(Identities.standard.tokens["admin"]).token.value
}

/// Runs a body with a simulated server that allows some currencies, and a program that is set up for it.
func withServer<Value: Sendable>(
    currencies: [String] = ["RON", "EUR"],
    _ body: (RunningSimulator, Program) async throws -> Value
) async throws -> Value {
    var configuration = SimulatorConfiguration()
    configuration.currencies = currencies
    return try await InvenTreeSimulator.withRunning(configuration) { simulator in
        var program = try Program()
        defer { program.remove() }
        program.environment["INVENTREE_URL"] = simulator.baseURL.absoluteString
        program.environment["INVENTREE_TOKEN"] = try adminToken()
        return try await body(simulator, program)
    }
}

/// The body that a server answers to a GET.
func fetch(_ url: URL) async throws -> String {
    let (data, _) = try await URLSession.shared.data(from: url)
    return String(decoding: data, as: UTF8.self)
}
