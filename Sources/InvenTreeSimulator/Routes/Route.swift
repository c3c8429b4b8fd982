/// A place of the API, as the server's address scheme knows it.
enum Route: Sendable, Equatable {
    case root, version, health, currencyExchange
    case token, tokens, me, roles
    case settings, setting(String)
    case companies, company(Int), addresses
    case parts, part(Int), categories, category(Int)
    case projectCodes
    case orders, order(Int), orderAction(Int, OrderAction), orderStatuses, shipments
    case lines, line(Int), extraLines, extraLine(Int)
    /// The metadata of a row; at an old path that leads to the new one; of a model that has none.
    case metadata(MetadataRow), movedMetadata(MetadataRow), metadataOfUnknownModel(String)
    case search

    /// Finds the place that a path names, which must end with a slash.
    init?(path: String, _ traits: VersionTraits) {
        guard path.hasPrefix("/api/"), path.hasSuffix("/") else { return nil }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).dropLast()
        guard !segments.contains(where: \.isEmpty) else { return nil }
        let words = segments.map(String.init)
        let found = Self.fixed(words, traits) ?? Self.row(words) ?? Self.metadata(words, traits)
        guard let found else { return nil }
        self = found
    }

    private static func fixed(_ words: [String], _ traits: VersionTraits) -> Route? {
        switch words.joined(separator: "/") {
        case "": .root
        case "version": .version
        case "system/health": traits.hasHealth ? .health : nil
        case "currency/exchange": .currencyExchange
        case "user/token": .token
        case "user/me/token": traits.hasPathsUnderMe ? .token : nil
        case "user/roles": .roles
        case "user/me/roles": traits.hasPathsUnderMe ? .roles : nil
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

    private static func row(_ words: [String]) -> Route? {
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
        case "part/category": return .category(pk)
        case "order/so": return .order(pk)
        case "order/so-line": return .line(pk)
        case "order/so-extra-line": return .extraLine(pk)
        default: return nil
        }
    }

    /// Metadata stands under its row, and in later versions under its model's name.
    private static func metadata(_ words: [String], _ traits: VersionTraits) -> Route? {
        if words.last == "metadata", let pk = words.dropLast().last.flatMap(key) {
            let place = words.dropLast(2).joined(separator: "/")
            guard let model = MetadataRow.Model.allCases.first(where: { $0.place == place }) else { return nil }
            let row = MetadataRow(model: model, pk: pk)
            return traits.metadataHasOwnPath ? .movedMetadata(row) : .metadata(row)
        }
        // The old paths lead to metadata/{model}/pk/{pk}/, which is another name of metadata/{model}/{pk}/.
        guard traits.metadataHasOwnPath, words.first == "metadata", let pk = words.last.flatMap(key),
            words.count == 3 || (words.count == 4 && words[2] == "pk")
        else { return nil }
        guard let model = MetadataRow.Model(rawValue: words[1]) else { return .metadataOfUnknownModel(words[1]) }
        return .metadata(MetadataRow(model: model, pk: pk))
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
    /// The path with names in place of keys, by which requests are counted.
    func pattern(of path: String, _ traits: VersionTraits) -> String {
        switch self {
        case .setting: "/api/settings/global/{key}/"
        case .company: "/api/company/{pk}/"
        case .part: "/api/part/{pk}/"
        case .category: "/api/part/category/{pk}/"
        case .order: "/api/order/so/{pk}/"
        case .orderAction(_, let action): "/api/order/so/{pk}/\(action.rawValue)/"
        case .line: "/api/order/so-line/{pk}/"
        case .extraLine: "/api/order/so-extra-line/{pk}/"
        case .metadata(let row):
            traits.metadataHasOwnPath ? "/api/metadata/{model}/{pk}/" : "/api/\(row.model.place)/{pk}/metadata/"
        case .movedMetadata(let row): "/api/\(row.model.place)/{pk}/metadata/"
        case .root, .version, .health, .currencyExchange, .token, .tokens, .me, .roles, .settings, .companies,
            .addresses, .parts, .categories, .projectCodes, .orders, .orderStatuses, .shipments, .lines, .extraLines,
            .metadataOfUnknownModel, .search:
            path
        }
    }

    /// The model whose permissions count, or nil where any user may come.
    var model: String? {
        switch self {
        case .companies, .company: "company"
        case .addresses: "address"
        case .parts, .part: "part"
        case .categories, .category: "partcategory"
        case .orders, .order, .orderAction: "salesorder"
        case .shipments: "salesordershipment"
        case .lines, .line: "salesorderlineitem"
        case .extraLines, .extraLine: "salesorderextraline"
        case .metadata(let row), .movedMetadata(let row): row.model.rawValue
        case .root, .version, .health, .currencyExchange, .token, .tokens, .me, .roles, .settings, .setting,
            .projectCodes, .orderStatuses, .metadataOfUnknownModel, .search:
            nil
        }
    }

    /// A Boolean value that indicates whether a request needs no credentials.
    var isPublic: Bool {
        switch self {
        case .root, .health, .movedMetadata: true
        default: false
        }
    }

    /// A Boolean value that indicates whether requests count for the throttle, which the old paths of metadata escape.
    var isThrottled: Bool {
        if case .movedMetadata = self { false } else { true }
    }

    /// A Boolean value that indicates whether only staff may write here.
    var isWrittenByStaff: Bool {
        switch self {
        case .settings, .setting, .projectCodes: true
        default: false
        }
    }

    /// The methods that are served here, besides HEAD and OPTIONS.
    func methods(_ traits: VersionTraits) -> [Call.Method] {
        switch self {
        case .companies, .addresses, .categories, .orders, .projectCodes: [.get, .post]
        case .lines, .extraLines: traits.linesAreDeletedInBulk ? [.get, .post, .delete] : [.get, .post]
        case .parts: [.get, .post, .put, .patch]
        case .company, .part, .order, .line, .extraLine: [.get, .put, .patch, .delete]
        case .setting, .metadata, .metadataOfUnknownModel: [.get, .put, .patch]
        case .movedMetadata: [.get, .post, .put, .patch, .delete]
        case .orderAction, .search: [.post]
        case .root, .version, .health, .currencyExchange, .token, .tokens, .me, .roles, .settings, .category,
            .orderStatuses, .shipments:
            [.get]
        }
    }
}
