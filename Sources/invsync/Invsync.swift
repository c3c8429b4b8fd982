import ArgumentParser

@main
struct Invsync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invsync",
        abstract: "Brings FGO invoices to an InvenTree server as sales orders: once, exact, left as drafts.",
        discussion: """
            A first run:
              invsync demo                         all of it on a simulated server, nothing to set up
              invsync import invoices.ndjson       documents as mongoexport or FGO's own export has them
              invsync doctor                       whether the server is ready, and what to do where it is not
              invsync sync                         the job itself
              invsync explain SIMDN 221029339      what became of one invoice, and why

            Settings come from options, then the environment, then a YAML file (--config, $INVSYNC_CONFIG, or
            invsync.yaml in the working folder):
              INVENTREE_URL, INVENTREE_TOKEN       or INVENTREE_USERNAME and INVENTREE_PASSWORD
              INVSYNC_STORE, INVSYNC_CURRENCY, INVSYNC_PARALLEL, INVSYNC_NEGATIVE_LINES, INVSYNC_SKIP_TYPES,
              INVSYNC_CA_FILE, INVSYNC_PARTS_MAKE_SALABLE, INVSYNC_PARTS_CATEGORY

            Exit codes:
              0  all well
              1  an internal error
              2  some invoices are partial or failed
              3  configuration, rights or preflight
              4  the server or the store is out of reach, or another run works on the store
              64 wrong usage
            """,
        version: "0.1.0",
        subcommands: [
            ImportCommand.self, SyncCommand.self, PlanCommand.self, StatusCommand.self, RetryCommand.self,
            ExplainCommand.self, DoctorCommand.self, DemoCommand.self, SimulatorCommand.self,
        ]
    )
}
