import ArgumentParser

@main
struct Torture: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "torture",
        abstract: "Disturbs real runs of invsync in every way, and checks that the end state is exact.",
        discussion: """
            Everything is on this machine: a simulated InvenTree server, a proxy that spoils answers, a store, and invsync
            processes that are killed and stopped. Exit code 0 only where nothing differs from what ought to be.
            """,
        subcommands: [
            BoundariesCommand.self, StormCommand.self, DuplicatesCommand.self, OutageCommand.self, ProxyCommand.self,
        ]
    )
}
