import ArgumentParser
import MongoInvoiceStore

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Look after the store.",
        subcommands: [PrepareCommand.self]
    )
}

struct PrepareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Make the store ready: create its file, or its indexes in MongoDB.",
        discussion: "Without indexes a sync works, but looks at every document of the collection for each claim."
    )

    @OptionGroup var options: StoreOptions

    private struct Report: Encodable {
        let prepared = true
    }

    func run() async throws {
        try await reportingErrors {
            let store = try await options.settings().openDocuments(for: .creating)
            if let store = store as? MongoInvoiceStore { try await store.prepare() }
            if options.json { try Console.print(json: Report()) } else { Console.print("the store is ready") }
            return .ok
        }
    }
}
