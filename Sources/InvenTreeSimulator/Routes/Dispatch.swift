/// Which function answers which request.
extension Database {
    /// Carries out a request that was let in.
    mutating func answer(
        _ call: Call,
        _ route: Route,
        by user: Accounts.User?,
        opening: Opening
    ) throws(Refusal) -> Reply {
        switch route {
        case .root: return showServer(to: user)
        case .health: return showHealth()
        case .movedMetadata(let row): return try redirectMetadata(of: row, call)
        case .metadataOfUnknownModel(let model): throw refuseMetadata(ofModel: model)
        default: break
        }
        guard let user else { throw .unauthenticated("No credentials were sent") }
        switch call.method {
        case .options: return showOptions(call, route, by: user)
        case .get, .head: return try show(call, route, by: user)
        case .post: return try create(call, route, by: user, opening: opening)
        case .put, .patch: return try update(call, route, by: user, opening: opening)
        case .delete: return try delete(call, route, opening: opening)
        }
    }

    private mutating func show(_ call: Call, _ route: Route, by user: Accounts.User) throws(Refusal) -> Reply {
        switch route {
        case .version: showVersion()
        case .currencyExchange: showExchange()
        case .token: showToken(user, call)
        case .tokens: listTokens(of: user, call)
        case .me: showUser(user)
        case .roles: showRoles(user)
        case .settings: listSettings(call)
        case .setting(let key): try showSetting(key)
        case .companies: try listCompanies(call)
        case .company(let pk): try showCompany(pk)
        case .addresses: try listAddresses(call)
        case .parts: try listParts(call)
        case .part(let pk): try showPart(pk)
        case .categories: try listCategories(call)
        case .category(let pk): try showCategory(pk)
        case .projectCodes: try listProjectCodes(call)
        case .orders: try listOrders(call, by: user)
        case .order(let pk): try showOrder(pk, call, by: user)
        case .orderStatuses: showStatuses()
        case .shipments: Page(call.query).reply(to: call, keys: []) { _, _ in }
        case .lines: try listLines(call, by: user)
        case .line(let pk): try showLine(pk, call, by: user)
        case .extraLines: try listExtraLines(call, by: user)
        case .extraLine(let pk): try showExtraLine(pk, call, by: user)
        case .metadata(let row): try showMetadata(of: row)
        case .root, .health, .movedMetadata, .metadataOfUnknownModel, .orderAction, .search:
            throw Gate.notAllowed(call.method)
        }
    }

    private mutating func create(
        _ call: Call,
        _ route: Route,
        by user: Accounts.User,
        opening: Opening
    ) throws(Refusal) -> Reply {
        switch route {
        case .companies: try createCompany(call)
        case .addresses: try createAddress(call)
        case .parts: try createPart(call, by: user, opening: opening)
        case .categories: try createCategory(call)
        case .projectCodes: try createProjectCode(call)
        case .orders: try createOrder(call, by: user, opening: opening)
        case .orderAction(let pk, let action): try carryOut(action, on: pk, call, opening: opening)
        case .lines: try createLine(call, by: user, opening: opening)
        case .extraLines: try createExtraLine(call, by: user, opening: opening)
        case .search: try search(call, by: user)
        default: throw Gate.notAllowed(call.method)
        }
    }

    private mutating func update(
        _ call: Call,
        _ route: Route,
        by user: Accounts.User,
        opening: Opening
    ) throws(Refusal) -> Reply {
        switch route {
        case .setting(let key): try updateSetting(key, call)
        case .company(let pk): try updateCompany(pk, call)
        case .parts: try updateParts(call)
        case .part(let pk): try updatePart(pk, call)
        case .order(let pk): try updateOrder(pk, call, by: user, opening: opening)
        case .line(let pk): try updateLine(pk, call, by: user, opening: opening)
        case .extraLine(let pk): try updateExtraLine(pk, call, by: user, opening: opening)
        case .metadata(let row): try updateMetadata(of: row, call, opening: opening)
        default: throw Gate.notAllowed(call.method)
        }
    }

    private mutating func delete(_ call: Call, _ route: Route, opening: Opening) throws(Refusal) -> Reply {
        switch route {
        case .company(let pk): try deleteCompany(pk)
        case .part(let pk): try deletePart(pk)
        case .order(let pk): try deleteOrder(pk)
        case .lines: try deleteRows(of: \.lines, call)
        case .line(let pk): try deleteRow(pk, of: \.lines, call, opening: opening)
        case .extraLines: try deleteRows(of: \.extraLines, call)
        case .extraLine(let pk): try deleteRow(pk, of: \.extraLines, call, opening: opening)
        default: throw Gate.notAllowed(call.method)
        }
    }
}
