import ArgumentParser
import CAllocator

@main
struct Invsync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invsync",
        abstract: "Brings FGO invoices to an InvenTree server as sales orders: once, exact, left as drafts.",
        discussion: """
            A first run:
              invsync demo             the whole job, simulated: nothing to set up
              invsync import FILE      documents from mongoexport or from FGO
              invsync doctor           is the server ready, and what to do if not
              invsync sync             the job itself
              invsync explain S 123    what became of one invoice, and why
              invsync reconcile        does the server hold what was synced
              invsync serve            the job by its schedule, with an API

            Settings come from options, then the environment, then a YAML file
            (--config or $INVSYNC_CONFIG; else the first that exists of those below):
            \(Setting.help.joined(separator: "\n"))
            INVENTREE_TOKEN_FILE, INVENTREE_PASSWORD_FILE, INVSYNC_STORE_FILE,
            INVSYNC_ADMIN_TOKEN_FILE, INVSYNC_READER_TOKEN_FILE and
            INVSYNC_METRICS_TOKEN_FILE name files that hold these.
            A name that is no setting is an error; “invsync doctor” shows the values.

            Files:
              invsync.yaml                 settings, in the working folder
              /etc/invsync/invsync.yaml    settings of the service
              ~/.local/share/invsync/invsync.sqlite
                                           the store, where no setting names another

            Exit codes:
              0   all well
              1   an internal error
              2   some invoices are partial or failed, wait for another attempt,
                  or differ from their orders
              3   configuration, rights or preflight
              4   server or store out of reach; nothing is marked as failed because of it
              5   stopped by a signal; what was left is for the next run
              64  wrong usage
              74  all done, and the output could not be written
            """,
        version: "0.1.0",
        subcommands: [
            ImportCommand.self, SyncCommand.self, PlanCommand.self, StatusCommand.self, RetryCommand.self,
            ExplainCommand.self, ReconcileCommand.self, DoctorCommand.self, ServeCommand.self, JobCommand.self,
            StoreCommand.self, ForgetCustomerCommand.self, DemoCommand.self, SimulatorCommand.self,
        ]
    )

    /// Runs the command that the arguments name.
    static func main() async {
        // glibc gives each thread a heap of its own, and hardly anything of them back.
        callocator_share_heap()
        Output.ignoreClosedPipes()
        do {
            let command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch  where exitCode(for: error) == .success {
            // Help, the version, or completions.
            Output.write(fullMessage(for: error) + "\n")
            exit(withError: Output.isIncomplete ? ExitCode(ExitStatus.outputLost.rawValue) : nil)
        } catch {
            exit(withError: error)
        }
    }
}
