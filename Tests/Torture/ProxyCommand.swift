import ArgumentParser
import FaultProxy
import Foundation
import UnixSignals

struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "The proxy alone, before any server, until Ctrl-C.",
        discussion: "GET /__faults answers what became of the requests so far."
    )

    @Option(help: ArgumentHelp("Where it listens at 127.0.0.1.", valueName: "port"))
    var listen = 9100

    @Option(help: ArgumentHelp("The server.", valueName: "host:port"))
    var to: String

    @Option(help: "The share of requests that are spoiled.")
    var rate = 0.1

    @Option(help: "What chance is made from.")
    var seed: UInt64 = 1

    @Option(parsing: .upToNextOption, help: "How they are spoiled. Default: in all ways.")
    var kinds = Fault.allCases

    func run() async throws {
        let words = to.split(separator: ":")
        guard words.count == 2, let port = Int(words[1]) else { throw ValidationError("--to is host:port") }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await FaultProxy.withRunning(
            to: String(words[0]),
            port: port,
            listeningOn: listen,
            plan: .seeded(seed, rate: rate, kinds: kinds),
            keepsExchanges: false
        ) { proxy in
            print("\(proxy.url) to \(to), rate \(rate), seed \(seed)")
            for await _ in signals { break }
            let counts = proxy.counts
            print("\(counts.requests) requests, \(counts.none) unspoiled")
            for (fault, count) in counts.faults.sorted(by: { $0.key < $1.key }) { print("\(count) \(fault)") }
        }
    }
}
