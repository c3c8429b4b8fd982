import ArgumentParser

@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract: "How fast invsync is, beside the fastest program that there can be and the script that it replaces.",
        subcommands: [
            RunCommand.self, ScaleCommand.self, FullServerCommand.self, SoakCommand.self, FloorCommand.self,
            ScriptCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )
}
