/// What the server decides before it looks at what a request wants.
///
/// In this order, as the server does: the form of the answer (406), who asks (401), whether they may (403), whether
/// the place serves the method (405).
enum Gate {
    /// Lets a request in, or throws what it is refused with.
    ///
    /// - Returns: Who asks, or nil where anybody may.
    static func admit(
        _ call: Call,
        to route: Route?,
        _ database: inout Database
    ) throws(Refusal) -> Accounts.User? {
        try checkForm(of: call)
        let traits = database.traits
        if route == nil, !traits.unknownPathsNeedCredentials { throw unknownEndpoint(call) }
        if route?.isPublic == true, !Accounts.isCredential(call.authorization) { return nil }
        let user = try database.accounts.user(authorization: call.authorization, today: database.today)
        guard let route else { throw unknownEndpoint(call) }
        guard isAllowed(call.method, route, user, traits) else { throw .forbidden }
        let served = route.methods(traits)
        let method = call.method == .head ? .get : call.method
        guard method == .options || served.contains(method) else { throw notAllowed(call.method) }
        return user
    }

    private static func unknownEndpoint(_ call: Call) -> Refusal {
        .unknownEndpoint(call.origin + call.target)
    }

    static func notAllowed(_ method: Call.Method) -> Refusal {
        .detail(405, "\(method.rawValue) is not served here.")
    }

    /// What a method does to a row, in the words of the roles.
    static func action(for method: Call.Method) -> Permissions.Action {
        switch method {
        case .get, .head, .options: .view
        case .post: .add
        case .put, .patch: .change
        case .delete: .delete
        }
    }

    private static func isAllowed(
        _ method: Call.Method,
        _ route: Route,
        _ user: Accounts.User,
        _ traits: VersionTraits
    ) -> Bool {
        if method == .options || route.isPublic { return true }
        if route.isWrittenByStaff { return !method.isWrite || user.isStaff }
        if case .metadata(let row) = route, traits.metadataHasOwnPath { return user.may(.change, row.model.rawValue) }
        return route.model.map { user.may(action(for: method), $0) } ?? true
    }

    private static func checkForm(of call: Call) throws(Refusal) {
        if let format = call.query.value("format"), format != "json" { throw .detail(404, "There is no such form.") }
        guard let accept = call.accept, !accept.isEmpty else { return }
        let accepted = accept.split(separator: ",").map { range in
            (range.split(separator: ";").first.map { String($0) } ?? "").trimmed.lowercased()
        }
        if !accepted.contains(where: { ["*/*", "application/*", "application/json"].contains($0) }) {
            throw .detail(406, "The accepted media types leave no answer.")
        }
    }
}
