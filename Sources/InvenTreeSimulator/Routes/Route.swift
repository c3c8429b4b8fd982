/// A place of the API, as the server's address scheme knows it.
enum Route: Sendable, Equatable {
    case root, version, currencyExchange
    case token, tokens, me, roles
    case settings, setting(String)
    case companies, company(Int), companyMetadata(Int), addresses
    case parts, part(Int), partMetadata(Int), categories
    case projectCodes
    case orders, order(Int), orderMetadata(Int), orderAction(Int, OrderAction), orderStatuses, shipments
    case lines, line(Int), extraLines, extraLine(Int)
    case search

    /// Finds the place that a path names, which must end with a slash.
    init?(path: String, version: APIVersion) {
        guard path.hasPrefix("/api/"), path.hasSuffix("/") else { return nil }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).dropLast()
        guard !segments.contains(where: \.isEmpty) else { return nil }
        let words = segments.map(String.init)
        let found =
            Self.fixed(words, version: version) ?? Self.row(words, version: version)
            ?? Self.metadata(words, version: version)
        guard let found else { return nil }
        self = found
    }

    private static func fixed(_ words: [String], version: APIVersion) -> Route? {
        switch words.joined(separator: "/") {
        case "": .root
        case "version": .version
        case "currency/exchange": .currencyExchange
        case "user/token": version == .v530 ? nil : .token
        case "user/me/token": version == .v530 ? .token : nil
        case "user/roles": version == .v530 ? nil : .roles
        case "user/me/roles": version == .v530 ? .roles : nil
        case "user/tokens": .tokens
        case "user/me": .me
        case "settings/global": .settings
        case "company": .companies
        case "company/address": .addresses
        case "part": .parts
        case "part/category": .categories
        case "project-code": .projectCodes
        case "order/so": .orders
        case "order/so/status": .orderStatuses
        case "order/so/shipment": .shipments
        case "order/so-line": .lines
        case "order/so-extra-line": .extraLines
        case "search": .search
        default: nil
        }
    }

    private static func row(_ words: [String], version: APIVersion) -> Route? {
        if words.count == 3, words[0] == "settings", words[1] == "global" { return .setting(words[2]) }
        if words.count == 4, words[0] == "order", words[1] == "so", let pk = key(words[2]),
            let action = OrderAction(rawValue: words[3])
        {
            return .orderAction(pk, action)
        }
        guard let pk = words.last.flatMap(key) else { return nil }
        switch words.dropLast().joined(separator: "/") {
        case "company": return .company(pk)
        case "part": return .part(pk)
        case "order/so": return .order(pk)
        case "order/so-line": return .line(pk)
        case "order/so-extra-line": return .extraLine(pk)
        default: return nil
        }
    }

    /// Metadata stands under its row until API 425, and under the model's name at 530.
    private static func metadata(_ words: [String], version: APIVersion) -> Route? {
        if version == .v530 {
            guard words.count == 3, words[0] == "metadata", let pk = key(words[2]) else { return nil }
            switch words[1] {
            case "company": return .companyMetadata(pk)
            case "part": return .partMetadata(pk)
            case "salesorder": return .orderMetadata(pk)
            default: return nil
            }
        }
        guard words.last == "metadata", let pk = words.dropLast().last.flatMap(key) else { return nil }
        switch words.dropLast(2).joined(separator: "/") {
        case "company": return .companyMetadata(pk)
        case "part": return .partMetadata(pk)
        case "order/so": return .orderMetadata(pk)
        default: return nil
        }
    }

    private static func key(_ word: String) -> Int? {
        word.allSatisfy(\.isASCIIDigit) ? Int(word) : nil
    }
}

/// What can be done with a sales order besides writing it.
enum OrderAction: String, Sendable {
    case issue, hold, cancel, complete
}

extension Route {
    /// The address with names in place of keys, by which requests are counted.
    func pattern(_ version: APIVersion) -> String {
        switch self {
        case .root: "/api/"
        case .version: "/api/version/"
        case .currencyExchange: "/api/currency/exchange/"
        case .token: version == .v530 ? "/api/user/me/token/" : "/api/user/token/"
        case .roles: version == .v530 ? "/api/user/me/roles/" : "/api/user/roles/"
        case .tokens: "/api/user/tokens/"
        case .me: "/api/user/me/"
        case .settings: "/api/settings/global/"
        case .setting: "/api/settings/global/{key}/"
        case .companies: "/api/company/"
        case .company: "/api/company/{pk}/"
        case .companyMetadata: version == .v530 ? "/api/metadata/{model}/{pk}/" : "/api/company/{pk}/metadata/"
        case .addresses: "/api/company/address/"
        case .parts: "/api/part/"
        case .part: "/api/part/{pk}/"
        case .partMetadata: version == .v530 ? "/api/metadata/{model}/{pk}/" : "/api/part/{pk}/metadata/"
        case .categories: "/api/part/category/"
        case .projectCodes: "/api/project-code/"
        case .orders: "/api/order/so/"
        case .order: "/api/order/so/{pk}/"
        case .orderMetadata: version == .v530 ? "/api/metadata/{model}/{pk}/" : "/api/order/so/{pk}/metadata/"
        case .orderAction(_, let action): "/api/order/so/{pk}/\(action.rawValue)/"
        case .orderStatuses: "/api/order/so/status/"
        case .shipments: "/api/order/so/shipment/"
        case .lines: "/api/order/so-line/"
        case .line: "/api/order/so-line/{pk}/"
        case .extraLines: "/api/order/so-extra-line/"
        case .extraLine: "/api/order/so-extra-line/{pk}/"
        case .search: "/api/search/"
        }
    }

    /// The model whose permissions count, or nil where any user may come.
    var model: String? {
        switch self {
        case .companies, .company, .companyMetadata: "company"
        case .addresses: "address"
        case .parts, .part, .partMetadata: "part"
        case .categories: "partcategory"
        case .orders, .order, .orderMetadata, .orderAction: "salesorder"
        case .shipments: "salesordershipment"
        case .lines, .line: "salesorderlineitem"
        case .extraLines, .extraLine: "salesorderextraline"
        case .root, .version, .currencyExchange, .token, .tokens, .me, .roles, .settings, .setting, .projectCodes,
            .orderStatuses, .search:
            nil
        }
    }

    /// Whether only staff may write here.
    var isWrittenByStaff: Bool {
        switch self {
        case .settings, .setting, .projectCodes: true
        default: false
        }
    }

    /// The methods that are served here, besides HEAD and OPTIONS.
    func methods(_ version: APIVersion) -> [Call.Method] {
        switch self {
        case .companies, .addresses, .categories, .orders, .projectCodes: [.get, .post]
        case .lines, .extraLines: version == .v530 ? [.get, .post, .delete] : [.get, .post]
        case .parts: [.get, .post, .put, .patch]
        case .company, .part, .order, .line, .extraLine: [.get, .put, .patch, .delete]
        case .setting, .companyMetadata, .partMetadata, .orderMetadata: [.get, .put, .patch]
        case .orderAction, .search: [.post]
        case .root, .version, .currencyExchange, .token, .tokens, .me, .roles, .settings, .orderStatuses, .shipments:
            [.get]
        }
    }
}
