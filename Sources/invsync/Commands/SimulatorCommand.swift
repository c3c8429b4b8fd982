import ArgumentParser
import Foundation
import InvenTreeSimulator

struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator",
        abstract: "Run a simulated InvenTree server until it is interrupted.",
        discussion: """
            It keeps everything in memory, answers as a real server does, and prints its address on stdout. Without
            --identities it knows the user admin with password inventree-admin. It is for trying things out: never make it
            reachable from elsewhere.
            """
    )

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:0"

    @Option(help: ArgumentHelp("The API version to play: 391, 425 or 530.", valueName: "number"))
    var apiVersion = APIVersion.v425.rawValue

    @Option(help: ArgumentHelp("A JSON file with users and tokens.", valueName: "file"))
    var identities: String?

    @Option(help: ArgumentHelp("How long each request takes, in milliseconds.", valueName: "ms"))
    var latency = 0

    @Option(
        help: ArgumentHelp(
            "How long requests take, by what they do: none, or inventree for a real server with two workers.",
            valueName: "profile"
        )
    )
    var latencyProfile = Profile.none

    @Option(help: ArgumentHelp("The currencies that it allows, such as RON,EUR,USD.", valueName: "codes"))
    var currencies: String?

    @Flag(help: "Print the address as JSON.")
    var json = false

    enum Profile: String, CaseIterable, ExpressibleByArgument {
        case none, inventree

        var latencies: LatencyProfile? {
            switch self {
            case .none: nil
            case .inventree: .inventree
            }
        }
    }

    func validate() throws {
        guard APIVersion(rawValue: apiVersion) != nil else {
            throw ValidationError("--api-version must be 391, 425 or 530")
        }
        guard ListenAddress(listen) != nil else { throw ValidationError("--listen must look like 127.0.0.1:8080") }
        guard (0...600_000).contains(latency) else { throw ValidationError("--latency must be from 0 to 600000") }
    }

    func run() async throws {
        try await reportingErrors {
            let simulator = InvenTreeSimulator(try configuration())
            let serving = Task {
                try await simulator.run { running in
                    let address = running.baseURL.absoluteString
                    Console.print(json ? "{\"url\":\"\(address)\"}" : address)
                }
            }
            let signals = await Signals { serving.cancel() }
            defer { signals.cancel() }
            do {
                try await serving.value
            } catch let error as SimulatorError {
                throw SettingsError(description: error.message)
            }
            return .ok
        }
    }

    private func configuration() throws -> SimulatorConfiguration {
        var configuration = SimulatorConfiguration()
        if let address = ListenAddress(listen) {
            configuration.host = address.host
            configuration.port = address.port
        }
        configuration.apiVersion = APIVersion(rawValue: apiVersion) ?? .v425
        configuration.latency = .milliseconds(latency)
        configuration.latencyProfile = latencyProfile.latencies
        if let currencies {
            configuration.currencies = currencies.split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        if let identities {
            do {
                let data = try Data(contentsOf: URL(filePath: identities))
                configuration.identities = try JSONDecoder().decode(Identities.self, from: data)
            } catch {
                throw SettingsError(description: "\(identities) cannot be read as identities: \(error)")
            }
        }
        return configuration
    }
}
