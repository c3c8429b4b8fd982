import Foundation
import InvenTreeClient

// What each check of a preflight looks at.

extension Preflight {
    func version(_ info: ServerInfo) -> Check {
        let detail = "InvenTree \(info.version), API \(info.apiVersion)"
        guard info.apiVersion < Self.oldestAPI else { return .ok("server", detail) }
        return .failed("server", "\(detail) is too old", "Upgrade to InvenTree 1.0 (API \(Self.oldestAPI)) or later.")
    }

    func rights(_ roles: Roles, of user: User) -> [Check] {
        var needed: [(Roles.Role, Roles.Permission)] = [
            (.salesOrder, .view), (.salesOrder, .add), (.salesOrder, .change), (.part, .view),
        ]
        if configuration.createsParts { needed.append((.part, .add)) }
        if configuration.makesPartsSalable || configuration.partCodes == .match { needed.append((.part, .change)) }
        let lacking = user.isSuperuser ? [] : needed.filter { !roles.allows($0.1, on: $0.0) }
        guard lacking.isEmpty else {
            let names = lacking.map { "\($0.1.rawValue) \($0.0.rawValue)" }.joined(separator: ", ")
            return [.failed("rights", "the user \(user.username) lacks: \(names)", Self.givePermissions)]
        }
        let check = Check.ok("rights", "sales orders and parts may be created and changed")
        if user.isSuperuser || roles.allows(.delete, on: .salesOrder) { return [check] }
        let detail =
            "the user \(user.username) lacks: delete \(Roles.Role.salesOrder.rawValue); lines that an invoice loses stay on "
            + "its order, and the invoice is partial"
        return [check, .warning("removals", detail, Self.givePermissions)]
    }

    private static let givePermissions =
        "Give these permissions to a group of that user, under Users and Groups in InvenTree's admin center."

    func currency(
        _ settings: [GlobalSetting.Key: String]
    ) async throws(InvenTreeError) -> (code: String, allowed: Set<String>, check: Check) {
        var allowed = try settings.value(of: .currencyCodes).split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard case .code(let wanted) = configuration.currency else {
            let code = try settings.value(of: .defaultCurrency)
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
    /// The server's own word on the next one is among the dearest of answers.
    func referenceRule(
        _ settings: [GlobalSetting.Key: String],
        knowing known: ReferenceRule?
    ) async throws(InvenTreeError) -> ReferenceRule {
        let pattern = try settings.value(of: .salesOrderReferencePattern)
        // A pattern with a date makes other references today than those that are known.
        if let known, known.pattern == pattern, !pattern.contains("{date") {
            if case .text = ReferenceScheme(known) { return known }
            if let next = known.next, try await api.salesOrders(.init(reference: next), page: .count).count == 0 {
                return known
            }
        }
        return ReferenceRule(pattern: pattern, next: try await api.nextSalesOrderReference())
    }

    func references(_ rule: ReferenceRule) -> Check {
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

    /// The settings that make the server refuse every order because it lacks what an invoice does not tell.
    func requirements(_ settings: [GlobalSetting.Key: String]) -> Check {
        let demanding = settings.filter { $0.value.lowercased() == "true" && Self.requiresMore($0.key.rawValue) }.keys
            .map(\.rawValue).sorted()
        guard !demanding.isEmpty else { return .ok("settings", "orders need nothing that invoices do not tell") }
        let names = demanding.joined(separator: ", ")
        return .failed(
            "settings",
            "the server refuses orders without what its setting \(names) requires, and invoices do not tell that",
            "Switch \(names) off, under Settings, Sales Orders."
        )
    }

    private static func requiresMore(_ key: String) -> Bool {
        key == GlobalSetting.Key.salesOrderRequiresResponsible.rawValue
            || key.contains("REQUIRE") && (key.hasPrefix("SALESORDER_REQUIRE_") || key.hasPrefix("PROJECT_CODE"))
    }

    /// Looks at the category that new parts go to.
    func categoryCheck(_ id: PartCategory.ID) async throws(InvenTreeError) -> Check {
        let remedy = "Set parts.category to the number of a category that takes parts, or remove the setting."
        do throws(InvenTreeError) {
            let category = try await api.partCategory(id)
            guard category.isStructural else { return .ok("category", "new parts go to “\(category.name)” (\(id))") }
            let detail = "the category “\(category.name)” (\(id)) of parts.category is structural: it takes no parts"
            return .failed("category", detail, remedy)
        } catch {
            switch error.code {
            case .notFound: return .failed("category", "there is no category \(id), which parts.category names", remedy)
            case .forbidden:
                let detail =
                    "the user may not view the category \(id) of parts.category, so that nobody knows if it takes parts"
                return .warning("category", detail, "Give the user the permission view part_category.")
            default: throw error
            }
        }
    }
}

extension [GlobalSetting.Key: String] {
    /// The value of a setting that every server has.
    fileprivate func value(of key: GlobalSetting.Key) throws(InvenTreeError) -> String {
        guard let value = self[key] else {
            throw InvenTreeError(.badAnswer, message: "the server's list of settings lacks \(key.rawValue)")
        }
        return value
    }
}
