import Foundation
import HTTPTypes

extension InvenTreeClient {
    /// Reads what the server tells anybody; needs no credentials, so that it shows whether the server is there.
    ///
    /// - Throws: ``InvenTreeError``; `badAnswer` when what answers is no InvenTree server.
    public func serverInfo() async throws(InvenTreeError) -> ServerInfo {
        try await value(of: Endpoint(.get, "/api/", authorization: .none))
    }

    /// Reads who the client is to the server.
    ///
    /// - Throws: ``InvenTreeError``.
    public func currentUser() async throws(InvenTreeError) -> User {
        try await value(of: Endpoint(.get, "/api/user/me/"))
    }

    /// Reads what the client may do.
    ///
    /// - Throws: ``InvenTreeError``.
    public func roles() async throws(InvenTreeError) -> Roles {
        try await exchanger.userRoutes.answer(for: "roles") { route async throws(InvenTreeError) in
            try await self.value(of: Endpoint(.get, route))
        }
    }

    /// Reads the token that the client authenticates with.
    ///
    /// - Throws: ``InvenTreeError``.
    /// - Returns: The token; `nil` if the server marks none of the user's tokens as in use.
    public func tokenInUse() async throws(InvenTreeError) -> APIToken? {
        let tokens: BoundedRows<APIToken> = try await value(of: Endpoint(.get, "/api/user/tokens/"))
        return tokens.rows.first(where: \.isInUse)
    }

    /// Reads a setting of the server.
    ///
    /// - Throws: ``InvenTreeError``; `notFound` when there is no such setting.
    public func setting(_ key: GlobalSetting.Key) async throws(InvenTreeError) -> GlobalSetting {
        try await value(of: Endpoint(.get, Self.settingRoute, value: key.rawValue))
    }

    /// Reads all settings of the server, in one request.
    ///
    /// - Returns: The values as text, by name.
    /// - Throws: ``InvenTreeError``.
    public func settings() async throws(InvenTreeError) -> [GlobalSetting.Key: String] {
        var query: [QueryItem] = []
        query.add(PageRequest(limit: 1000))
        let page: Page<GlobalSetting> = try await value(of: Endpoint(.get, Self.settingsRoute, query: query))
        return Dictionary(page.results.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// Changes a setting of the server, which only staff may (<doc:ServerBehaviour#Authentication>).
    ///
    /// - Throws: ``InvenTreeError``; `forbidden` when the user is not staff, `refused` when the value makes no sense.
    public func updateSetting(
        _ key: GlobalSetting.Key,
        value: String
    ) async throws(InvenTreeError) -> GlobalSetting {
        try await self.value(
            of: Endpoint(.patch, Self.settingRoute, value: key.rawValue, json: ["value": value])
        )
    }

    /// Reads the codes of the currencies that the server accepts.
    ///
    /// - Throws: ``InvenTreeError``.
    public func supportedCurrencies() async throws(InvenTreeError) -> [String] {
        try await setting(.currencyCodes).value.split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    /// Reads the code of the currency that the server takes where none is named.
    ///
    /// - Throws: ``InvenTreeError``.
    public func defaultCurrency() async throws(InvenTreeError) -> String {
        try await setting(.defaultCurrency).value
    }

    /// Reads how the references of sales orders look, and what the next one would be.
    ///
    /// The pattern is a setting; the next reference is the default that the server names for the field in its
    /// description of the list of orders (`OPTIONS`).
    ///
    /// - Throws: ``InvenTreeError``.
    public func salesOrderReferences() async throws(InvenTreeError) -> ReferenceRule {
        let pattern = try await setting(.salesOrderReferencePattern).value
        return ReferenceRule(pattern: pattern, next: try await nextSalesOrderReference())
    }

    /// Reads the reference that the server would give to an order created now without one.
    ///
    /// - Returns: The reference; `nil` when the server tells none.
    /// - Throws: ``InvenTreeError``.
    public func nextSalesOrderReference() async throws(InvenTreeError) -> String? {
        let description: ListDescription = try await value(of: Endpoint(.options, SalesOrder.collection))
        return description.defaultReference
    }

    private static var settingsRoute: String { "/api/settings/global/" }
    private static var settingRoute: String { settingsRoute + "{key}/" }
}

/// The server's description of a list, as far as it is used: the actions that the user may take, with their fields.
private struct ListDescription: Decodable {
    private struct Action: Decodable {
        let reference: Field?
    }

    private struct Field: Decodable {
        let `default`: String?
    }

    private let actions: [String: Action]?

    /// Whoever may only read gets the same default among the fields to read.
    var defaultReference: String? {
        let field = actions?["POST"]?.reference ?? actions?["GET"]?.reference
        return field?.default
    }
}
