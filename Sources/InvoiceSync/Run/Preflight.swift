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

    private let api: any SalesOrderAPI
    private let configuration: SyncConfiguration
    private let allowsCurrency: Bool

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

    /// Looks at version, user, rights, currency and references, in that order.
    ///
    /// Some six requests.
    public func run() async -> Report { await run(knowing: nil) }

    /// Looks at them again, where an earlier run found out some of it.
    func run(knowing known: ServerContext?) async -> Report {
        var report = Report()
        do throws(InvenTreeError) {
            let info = if let known { known.info } else { try await api.serverInfo() }
            report.checks.append(version(info))
            let user = try await api.currentUser()
            report.checks.append(.ok("user", "logged in as \(user.username)"))
            report.checks.append(rights(try await api.roles(), of: user))
            let (currency, allowed, check) = try await currency()
            report.checks.append(check)
            let rule = try await referenceRule(knowing: known?.references)
            report.checks.append(references(rule))
            let (aliases, aliasChecks) = try await AliasResolver(api: api).resolve(configuration)
            report.checks += aliasChecks
            guard report.checks.allSatisfy({ $0.outcome != .failed }) else { return report }
            report.context = ServerContext(
                info: info,
                currency: currency,
                allowed: allowed,
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

    private func version(_ info: ServerInfo) -> Check {
        let detail = "InvenTree \(info.version), API \(info.apiVersion)"
        guard info.apiVersion < Self.oldestAPI else { return .ok("server", detail) }
        return .failed("server", "\(detail) is too old", "Upgrade to InvenTree 1.0 (API \(Self.oldestAPI)) or later.")
    }

    private func rights(_ roles: Roles, of user: User) -> Check {
        var needed: [(Roles.Role, Roles.Permission)] = [
            (.salesOrder, .view), (.salesOrder, .add), (.salesOrder, .change), (.part, .view),
        ]
        if configuration.createsParts { needed.append((.part, .add)) }
        if configuration.makesPartsSalable || configuration.partCodes == .match { needed.append((.part, .change)) }
        let lacking = user.isSuperuser ? [] : needed.filter { !roles.allows($0.1, on: $0.0) }
        guard !lacking.isEmpty else { return .ok("rights", "sales orders and parts may be created and changed") }
        let names = lacking.map { "\($0.1.rawValue) \($0.0.rawValue)" }.joined(separator: ", ")
        let remedy =
            "Give these permissions to a group of that user, under Users and Groups in InvenTree's admin center."
        return .failed("rights", "the user \(user.username) lacks: \(names)", remedy)
    }

    private func currency() async throws(InvenTreeError) -> (code: String, allowed: Set<String>, check: Check) {
        var allowed = try await api.setting(.currencyCodes).value.split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard case .code(let wanted) = configuration.currency else {
            let code = try await api.setting(.defaultCurrency).value
            return (code, Set(allowed), .ok("currency", "\(code), the server's default"))
        }
        if allowed.contains(wanted) { return (wanted, Set(allowed), .ok("currency", "\(wanted) is allowed")) }
        let listed = allowed.joined(separator: ", ")
        if allowsCurrency {
            allowed.append(wanted)
            do throws(InvenTreeError) {
                _ = try await api.updateSetting(.currencyCodes, value: allowed.joined(separator: ","))
                return (wanted, Set(allowed), .ok("currency", "\(wanted) was added to the setting CURRENCY_CODES"))
            } catch {
                guard error.code == .forbidden else { throw error }
                let remedy = "Log in as a staff user, or let one add \(wanted) to the setting CURRENCY_CODES."
                return (
                    wanted, [], .failed("currency", "\(wanted) may not be added to the server's currencies", remedy)
                )
            }
        }
        let remedy =
            "Add \(wanted) to the server's setting CURRENCY_CODES (Settings, Pricing, Supported Currencies), "
            + "or run again with --allow-currency as a staff user, "
            + "or set “currency: server” to take the server's default currency knowingly."
        return (wanted, [], .failed("currency", "the server does not allow \(wanted), only \(listed)", remedy))
    }

    /// How references are shaped, and the next one; where that is known, only whether it is still so.
    ///
    /// By the server's contract its own word on the next one is among the dearest of answers.
    private func referenceRule(knowing known: ReferenceRule?) async throws(InvenTreeError) -> ReferenceRule {
        // A pattern with a date makes other references today than those that are known.
        guard let known, !known.pattern.contains("{date"),
            try await api.setting(.salesOrderReferencePattern).value == known.pattern
        else {
            return try await api.salesOrderReferences()
        }
        if case .text = ReferenceScheme(known) { return known }
        guard let next = known.next, try await api.salesOrders(.init(reference: next), page: .count).count == 0 else {
            return try await api.salesOrderReferences()
        }
        return known
    }

    private func references(_ rule: ReferenceRule) -> Check {
        switch ReferenceScheme(rule) {
        case .text: .ok("references", "taken from the invoices (pattern \(rule.pattern))")
        case .number: .ok("references", "from \(rule.next ?? "") on (pattern \(rule.pattern))")
        case .server:
            .warning(
                "references",
                "the pattern \(rule.pattern) leaves the numbering to the server, so that orders are created one at a time",
                "Set SALESORDER_REFERENCE_PATTERN to “SO-{ref:04d}” or the like."
            )
        }
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

    /// By the server's contract Django responds with 400 and a web page to a host name that it does not accept.
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

/// What a run knows of its server before it begins.
public struct ServerContext: Sendable {
    /// The server's version.
    public let info: ServerInfo
    /// The currency of invoices that name none.
    public let currency: String
    /// The currencies that the server allows.
    public let allowed: Set<String>
    /// How the server shapes references, and the next one.
    public internal(set) var references: ReferenceRule
    /// The rows that an operator chose for names and codes.
    let aliases: Aliases
    /// How many rows of a kind there were, for those that were counted.
    var sizes: [LockName.Kind: Int]

    /// Whether orders can be listed by the day of their creation.
    ///
    /// By the server's contract 1.0 (API 391) answers 500 to that; 425 is the first version of which the contrary is known.
    var filtersOrdersByCreation: Bool { info.apiVersion >= 425 }

    /// Whether an order's reference follows from its invoice: then the server refuses a second order of it, and whether
    /// there is one need not be asked before.
    var namesOrdersAfterInvoices: Bool {
        if case .text = ReferenceScheme(references) { true } else { false }
    }
}
