import ArgumentParser
import Foundation
import InvenTreeSimulator

struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator",
        abstract: "Run a simulated InvenTree server until it is interrupted.",
        discussion: """
            It keeps everything in memory, answers as a real server does, and prints its address on stdout. Without \
            --identities it knows the user admin with password inventree-admin. It closes idle connections as a real server \
            does: after 2 s at API 530, after 3 s before. It is for trying things out: never make it reachable from elsewhere.
            """
    )

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:0"

    @Option(
        help: ArgumentHelp(
            "The API version to play, from 391 to 530: 391 is InvenTree 1.0, 425 is 1.2, 530 is 1.5.",
            valueName: "number"
        )
    )
    var apiVersion = APIVersion.v425.rawValue

    @Option(
        help: ArgumentHelp(
            "The requests that each user may send, such as 10/second: a number per second, minute, hour or day. More get "
                + "429 with Retry-After, and so do more than 20 a minute without credentials. Unlimited by default.",
            valueName: "rate"
        ),
        transform: Self.rate
    )
    var throttle: Throttle.Rate?

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

    private static func rate(_ text: String) throws -> Throttle.Rate {
        guard let rate = Throttle.Rate(text) else { throw ValidationError("a rate looks like 10/second") }
        return rate
    }

    func validate() throws {
        guard APIVersion(rawValue: apiVersion) != nil else {
            let playable = APIVersion.playable
            throw ValidationError("--api-version must be from \(playable.lowerBound) to \(playable.upperBound)")
        }
        guard ListenAddress(listen) != nil else { throw ValidationError("--listen \(ListenAddress.rule)") }
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
        configuration.idleTimeout = configuration.apiVersion.idleTimeout
        configuration.throttle = throttle.map { Throttle(user: $0) }
        configuration.latency = .milliseconds(latency)
        configuration.latencyProfile = latencyProfile.latencies
        if let currencies {
            configuration.currencies = currencies.split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        if let identities {
            let text = try NamedFile(identities).text()
            do {
                configuration.identities = try JSONDecoder().decode(Identities.self, from: Data(text.utf8))
            } catch {
                throw SettingsError(description: "\(identities) is not a JSON object of users and tokens")
            }
        }
        return configuration
    }
}
