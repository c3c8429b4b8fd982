import ArgumentParser
import Foundation

struct FloorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "floor",
        abstract: "Send only the creations to an empty server, as a program that knows everything would."
    )

    @OptionGroup var input: ProgramInput

    @Option(help: ArgumentHelp("How many requests are under way at once.", valueName: "number"))
    var inFlight = 8

    func run() async throws {
        try await Floor(workload: input.workload(), server: input.server(inFlight: inFlight), inFlight: inFlight).run()
    }
}

struct ScriptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script",
        abstract: "Send the requests that the Python script sent, one after another."
    )

    @OptionGroup var input: ProgramInput

    func run() async throws {
        try await Script(workload: input.workload(), server: input.server(inFlight: 1)).run()
    }
}

/// What the programs to compare with are given, as invsync is: the server by the environment.
struct ProgramInput: ParsableArguments {
    @Argument(help: ArgumentHelp("The documents. The server: INVENTREE_URL and INVENTREE_TOKEN.", valueName: "file"))
    var data: String

    func workload() throws -> Workload { try WorkloadFile.read(URL(filePath: data)) }

    func server(inFlight: Int) throws -> InvenTree {
        let environment = ProcessInfo.processInfo.environment
        guard let url = environment["INVENTREE_URL"], let token = environment["INVENTREE_TOKEN"] else {
            throw ValidationError("INVENTREE_URL and INVENTREE_TOKEN name the server")
        }
        return try InvenTree(Site(url: url, token: token), inFlight: inFlight)
    }
}

extension Program.Kind: ExpressibleByArgument {}
