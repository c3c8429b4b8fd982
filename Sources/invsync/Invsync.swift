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
            (--config, $INVSYNC_CONFIG, or invsync.yaml in the working folder):
              INVENTREE_URL            the server
              INVENTREE_TOKEN          or INVENTREE_USERNAME, INVENTREE_PASSWORD
              INVSYNC_STORE            sqlite:PATH, mongodb://… or memory:
              INVSYNC_COLLECTION       of documents in MongoDB; raw_data by default
              INVSYNC_CURRENCY         of invoices that name none, or “server”
              INVSYNC_PARALLEL         requests at the same time, 1 to 64; by default as
                                       many as slow the server down no more than
              INVSYNC_SLOWDOWN         times, for this sync and for its other users; 3
              INVSYNC_LINE_ORDER       of an order's lines: invoice, or any, which is faster
              INVSYNC_NEGATIVE_LINES   extra or skip
              INVSYNC_SKIP_TYPES       values of tip_factura_cod to leave out
              INVSYNC_PARTS_CATEGORY, INVSYNC_PARTS_MAKE_SALABLE
              INVSYNC_LEASE            how many seconds a run that died holds up others; 60
              INVSYNC_TIME_ZONE        of the job's schedule; this machine's by default
              INVSYNC_ADMIN_TOKEN      of the API
              INVSYNC_LOG_LEVEL        error, warning, info or debug
              INVSYNC_LOG_FORMAT       text, or json for one object a line
              INVSYNC_CA_FILE
              INVENTREE_TOKEN_FILE, INVENTREE_PASSWORD_FILE, INVSYNC_STORE_FILE,
              INVSYNC_ADMIN_TOKEN_FILE name files that hold these

            Exit codes:
              0   all well
              1   an internal error
              2   some invoices are partial or failed, or differ from their orders
              3   configuration, rights or preflight
              4   server or store out of reach; nothing is marked as failed because of it
              5   stopped by a signal; what was left is for the next run
              64  wrong usage
            """,
        version: "0.1.0",
        subcommands: [
            ImportCommand.self, SyncCommand.self, PlanCommand.self, StatusCommand.self, RetryCommand.self,
            ExplainCommand.self, ReconcileCommand.self, DoctorCommand.self, ServeCommand.self, StoreCommand.self,
            DemoCommand.self, SimulatorCommand.self,
        ]
    )

    /// Runs the command that the arguments name.
    static func main() async {
        // glibc gives each thread a heap of its own, and hardly anything of them back.
        callocator_share_heap()
        await main(nil)
    }
}
