import Foundation
public import InvenTreeClient

/// Whether a server lets a sync begin, found out before anything is written.
public struct Preflight: Sendable {
    /// One thing that was looked at.
    public struct Check: Sendable, Hashable, Codable {
        /// How it came out.
        public enum Outcome: String, Sendable, Hashable, Codable {
            /// As it should be.
            case ok
            /// A sync works, but not as well as it could.
            case warning
            /// A sync cannot begin.
            case failed
        }

        /// What was looked at.
        public let name: String
        /// How it came out.
        public let outcome: Outcome
        /// What was found.
        public let detail: String
        /// What to do about it.
        public let remedy: String?
    }

    /// What was found.
    public struct Report: Sendable {
        /// The checks in their order; those after a failure that hides them are absent.
        public internal(set) var checks: [Check] = []
        /// What the run needs to know of the server; nil where a check failed.
        public internal(set) var context: ServerContext?
        /// The failure of the world that kept the checks from being made.
        public internal(set) var outage: SyncError?

        /// What the run needs to know of the server.
        ///
        /// - Throws: ``SyncError`` with code ``SyncError/Code/preflight`` where a check failed,
        ///   ``SyncError/Code/serverUnavailable`` where the server could not be asked.
        public func requireContext() throws(SyncError) -> ServerContext {
            if let outage { throw outage }
            if let context { return context }
            let failures = checks.filter { $0.outcome == .failed }
            let sentences = failures.map { "\($0.detail). \($0.remedy ?? "")" }
            throw SyncError(.preflight, sentences.joined(separator: " "))
        }
    }

    /// The oldest version of the server's API that the sync knows: InvenTree 1.0.
    public static let oldestAPI = 391

    let api: any SalesOrderAPI
    let configuration: SyncConfiguration
    let allowsCurrency: Bool

    /// A preflight.
    ///
    /// - Parameters:
    ///   - api: The server.
    ///   - configuration: How invoices are to become orders.
    ///   - allowsCurrency: Whether a currency that the server does not allow is added to its setting; needs staff rights.
    public init(api: any SalesOrderAPI, configuration: SyncConfiguration, allowsCurrency: Bool = false) {
        self.api = api
        self.configuration = configuration
        self.allowsCurrency = allowsCurrency
    }

    /// Looks at version, user, rights and settings, and at the rows that the configuration names.
    ///
    /// Some five requests.
    public func run() async -> Report { await run(knowing: nil) }

    /// Looks at them again, where an earlier run found out some of it.
    func run(knowing known: ServerContext?) async -> Report {
        var report = Report()
        do throws(InvenTreeError) {
            let info = if let known { known.info } else { try await api.serverInfo() }
            report.checks.append(version(info))
            let user = try await api.currentUser()
            report.checks.append(.ok("user", "logged in as \(user.username)"))
            report.checks += rights(try await api.roles(), of: user)
            let settings = try await api.settings()
            let (currency, allowed, check) = try await currency(settings)
            report.checks.append(check)
            let rule = try await referenceRule(settings, knowing: known?.references)
            report.checks.append(references(rule))
            report.checks.append(requirements(settings))
            if let category = configuration.partCategory {
                report.checks.append(try await categoryCheck(PartCategory.ID(category)))
            }
            let (aliases, aliasChecks) = try await AliasResolver(api: api).resolve(configuration)
            report.checks += aliasChecks
            guard report.checks.allSatisfy({ $0.outcome != .failed }) else { return report }
            report.context = ServerContext(
                info: info,
                currency: currency,
                allowed: allowed,
                partNumbers: settings[.partNumberPattern].flatMap { PartNumberPattern($0) },
                references: rule,
                aliases: aliases,
                sizes: known?.sizes ?? [:]
            )
        } catch {
            let check = Self.failure(error)
            report.checks.append(check)
            if error.isTransient || error.code == .cancelled, error.code != .unauthorized {
                report.outage = .server("asking the server", error, remedy: check.remedy)
            }
        }
        return report
    }

    private static func failure(_ error: InvenTreeError) -> Check {
        switch error.code {
        case .unauthorized:
            let remedy = "Check INVENTREE_TOKEN, or INVENTREE_USERNAME and INVENTREE_PASSWORD."
            return .failed("user", "the server does not know the user or the token", remedy)
        case .forbidden:
            return .failed("rights", "the server forbids \(error.request)", "Give the user the sales order role.")
        case .intercepted:
            return .failed("server", error.message, interceptionRemedy(status: error.status))
        case .redirected:
            let remedy =
                "Set INVENTREE_URL to the address at which InvenTree itself responds, or let requests to it pass the sign-in page."
            return .failed("server", error.message, remedy)
        case .tls:
            return .failed("server", error.message, "Check the server's certificate, or name its CA with --ca-file.")
        default:
            return .failed("server", error.message, "Check the address (INVENTREE_URL) and that the server is up.")
        }
    }

    /// Django responds with 400 and a web page to a host name that it does not accept (ServerBehaviour, “Requests over
    /// HTTP”).
    private static func interceptionRemedy(status: Int?) -> String {
        status == 400
            ? "Check the address (INVENTREE_URL), and that the server's INVENTREE_SITE_URL or INVENTREE_ALLOWED_HOSTS names its host."
            : "Check the address (INVENTREE_URL), and let requests to it pass the proxy, firewall or sign-in page."
    }
}

extension Preflight.Check {
    package static func ok(_ name: String, _ detail: String) -> Self {
        Self(name: name, outcome: .ok, detail: detail, remedy: nil)
    }

    package static func warning(_ name: String, _ detail: String, _ remedy: String) -> Self {
        Self(name: name, outcome: .warning, detail: detail, remedy: remedy)
    }

    package static func failed(_ name: String, _ detail: String, _ remedy: String?) -> Self {
        Self(name: name, outcome: .failed, detail: detail, remedy: remedy)
    }
}
