import Foundation
import InvoiceSync
import Logging

extension Setting {
    /// All settings.
    ///
    /// A new one needs one entry here and its line in the README: look-up, checks, `--help` and `doctor` follow from it.
    static let all: [Setting] = [
        Setting("inventree.url", "the server's address", holdsUntilRestart: true),
        Setting("inventree.token", "a token of the server, or:", .token),
        Setting("inventree.username", "the user's name, with"),
        Setting("inventree.password", "the user's password", .secret),
        Setting(
            "store",
            "sqlite:PATH, mongodb://HOST/DATABASE or memory:",
            .secret,
            default: "sqlite:\(standardStorePath)",
            holdsUntilRestart: true
        ),
        Setting("collection", "of the documents in MongoDB", default: "raw_data", holdsUntilRestart: true),
        Setting("currency", "of invoices that name none, or “server”", default: "RON"),
        Setting("parallel", "requests at once, 1 to 64; adapts by default", .number(1...64)),
        Setting("slowdown", "how far a sync may slow the server down; 3", .decimal(1.5...20)),
        Setting(
            "line_order",
            "of an order's lines: invoice, or any (faster)",
            .choice(SyncConfiguration.LineOrder.allCases.map(\.rawValue)),
            default: SyncConfiguration().lineOrder.rawValue
        ),
        Setting(
            "negative_lines",
            "discounts: extra lines, or skip",
            .choice(SyncConfiguration.NegativeLines.allCases.map(\.rawValue)),
            default: SyncConfiguration().negativeLines.rawValue
        ),
        Setting("skip_types", "values of tip_factura_cod to leave out", .list),
        Setting("skip_states", "values of status to leave out; draft, anulata, stornata", .list),
        Setting("sources", "values of source to accept; one source by default", .list),
        Setting(
            "changed",
            "how often the service looks for edited documents",
            .choice(SyncConfiguration.ChangeScan.allCases.map(\.rawValue)),
            default: SyncConfiguration().changeScan.rawValue
        ),
        Setting("parts.make_salable", "makes found parts salable", .flag, default: "false"),
        Setting("parts.category", "the pk of the category of new parts", .number(1...Int(Int32.max))),
        Setting(
            "parts.codes",
            "product codes: match finds parts by them, ignore by name alone",
            .choice(SyncConfiguration.PartCodes.allCases.map(\.rawValue)),
            default: SyncConfiguration().partCodes.rawValue
        ),
        Setting("parts.create", "creates parts that are not found", .flag, default: "true"),
        Setting("parts.aliases", "a CSV file: name,code,target"),
        Setting("customers.create", "creates customers that are not found", .flag, default: "true"),
        Setting(
            "customers.personal_codes",
            "of private persons: keep, or omit",
            .choice(SyncConfiguration.PersonalCodes.allCases.map(\.rawValue)),
            default: SyncConfiguration().personalCodes.rawValue
        ),
        Setting("customers.aliases", "a CSV file: name,code,target"),
        Setting(
            "orders.customer_reference",
            "invoice writes series and number there; none leaves it alone",
            .choice(["none", "invoice"]),
            default: "none"
        ),
        Setting("retention.runs", "days; else 1,000 runs, 1,000 audit records of a kind", .number(1...36_500)),
        Setting("retention.logs", "days for which logs keep their details; else all", .number(1...36_500)),
        // A name must stay for longer than any run goes on (run_limit).
        Setting("retention.names", "days for which names are remembered; else 200,000", .number(8...36_500)),
        Setting(
            "lease",
            "seconds for which a dead run holds up others",
            .number(1...3600),
            default: "\(SyncConfiguration().leaseDuration.components.seconds)",
            holdsUntilRestart: true
        ),
        Setting("job", "the name of the job in the store", default: Job.sync, holdsUntilRestart: true),
        Setting(
            "run_limit",
            "minutes after which a run ends and the next goes on",
            .number(1...10_080),
            default: "\(SyncConfiguration().runLimit.components.seconds / 60)"
        ),
        Setting("ca_file", "a PEM file with the CA of the server"),
        Setting(
            "listen",
            "the address that the service listens on; 127.0.0.1:8080",
            .address,
            default: "127.0.0.1:8080",
            holdsUntilRestart: true
        ),
        Setting("time_zone", "of the schedule; this machine's by default", holdsUntilRestart: true),
        Setting("base_path", "of the dashboard behind a proxy: /invsync", holdsUntilRestart: true),
        Setting("admin_token", "the token that the API asks for", .token),
        Setting("reader_token", "a token that may look", .token),
        Setting("metrics_token", "a token for /metrics", .token),
        Setting(
            "log_level",
            "error, warning, info or debug",
            .choice(Logger.Level.allCases.map(\.rawValue)),
            default: ProgramLog.Style().level.rawValue
        ),
        Setting(
            "log_format",
            "text, or json for one object a line",
            .choice(LogFormat.allCases.map(\.rawValue)),
            default: ProgramLog.Style().format.rawValue
        ),
    ]

    /// The lines of `--help` about the environment variables.
    static let help = all.map { setting in
        let gap = String(repeating: " ", count: max(1, 29 - setting.variable.count))
        return "  \(setting.variable)\(gap)\(setting.summary)"
    }

    private static var standardStorePath: String {
        let data = ProcessInfo.processInfo.environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return URL(filePath: data ?? "\(Home.folder)/.local/share").appending(path: "invsync/invsync.sqlite")
            .path(percentEncoded: false)
    }
}

/// The user's home folder.
enum Home {
    /// `HOME` as shells take it for `~`; the account's folder where it is not set.
    static var folder: String {
        let home = ProcessInfo.processInfo.environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return home ?? URL.homeDirectory.path(percentEncoded: false)
    }
}
