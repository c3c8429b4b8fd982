import ArgumentParser
import Foundation
import InvoiceSync
import Logging

struct ForgetCustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget-customer",
        abstract: "Erase a customer from what the store remembers: names, ledger, logs, runs, audit.",
        discussion: """
            All customers of a name are erased, or the customer of a tax code (CUI) with its names; both are recognized in
            every form that the sync recognizes. A personal code (CNP) is not taken as an argument, as others could see it in
            the list of processes: give - and write it to standard input:

              invsync forget-customer - < file

            The content of documents, InvenTree, a file of aliases and log files that were written elsewhere stay as they are.
            Remove the customer there first: a document that is synced again brings its name back. The exit code is 2 if
            the store knows no such customer.
            """
    )

    @Argument(help: ArgumentHelp("The name or the tax code, or - for standard input.", valueName: "name-or-code"))
    var customer: String

    @Flag(help: "Count what would be erased, and write nothing.")
    var dryRun = false

    @OptionGroup var options: StoreOptions

    private struct Report: Encodable {
        let documents: Int
        let erased: CustomerErasure.Erased
        let dryRun: Bool
        let note: String
    }

    /// The largest number of bytes that are read from standard input.
    private static let inputLimit = 64 << 10

    func validate() throws {
        if customer != "-" { _ = try Self.reference(customer, isArgument: true) }
    }

    func run() async throws {
        try await reportingErrors {
            let isArgument = customer != "-"
            let reference = try Self.reference(isArgument ? customer : Self.input(), isArgument: isArgument)
            let settings = try options.settings()
            let store = try await settings.openStore(for: .reading)
            let lease = try settings.syncConfiguration().leaseDuration
            let report = try await CustomerErasure(in: store, leaseDuration: lease).forget(reference, isTrial: dryRun)
            if report.erased.total > 0, !dryRun {
                ProgramLog.logger().notice("audit", metadata: ["action": "forget_customer", "who": "forget-customer"])
            }
            let isKnown = report.erased.total + report.documents > 0
            if !isKnown { Console.say("the store knows no such customer", .refused) }
            try show(report)
            return isKnown ? .ok : .incomplete
        }
    }

    private static func reference(_ text: String, isArgument: Bool) throws -> CustomerReference {
        guard let reference = CustomerReference(text) else {
            throw ValidationError("the customer must be a name or a tax code")
        }
        if reference.isPersonalCode, isArgument {
            let remedy = "write it to standard input and give “-” in its place"
            throw ValidationError("a personal code does not belong on the command line: \(remedy)")
        }
        return reference
    }

    private static func input() throws -> String {
        let data = try FileHandle.standardInput.read(upToCount: inputLimit) ?? Data()
        let text = (String(validating: data, as: UTF8.self) ?? "").trimmed
        guard !text.isEmpty, !text.hasControlCharacters else {
            throw ValidationError("standard input must be one line of UTF-8 text: a name or a code")
        }
        return text
    }

    private func show(_ report: CustomerErasure.Report) throws {
        let note =
            "\(report.documents) documents in the store name the customer, and InvenTree may hold the company: both stay as "
            + "they are. Remove the customer there, too: a document that is synced again brings the name back"
        let erased = report.erased
        if options.json {
            let data = Report(documents: report.documents, erased: erased, dryRun: dryRun, note: note)
            return try Console.print(json: data)
        }
        var table = Table("place", dryRun ? "to be erased" : "erased")
        let places = [
            ("directory", erased.directory), ("ledger", erased.ledger), ("logs", erased.logs), ("runs", erased.runs),
            ("audit", erased.audit), ("jobs", erased.jobs),
        ]
        for (place, count) in places { table.add(place, "\(count)") }
        table.lines.forEach(Console.print)
        Console.print("")
        Console.print(note)
    }
}
