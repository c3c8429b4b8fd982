/// Users, their tokens and their roles.
extension Database {
    mutating func showToken(_ user: Accounts.User, _ call: Call) -> Reply {
        let token = accounts.token(of: user, named: call.query["name"] ?? "", today: today)
        return .json { json in
            json.object { json in
                json.field("token", token.secret.value)
                json.field("name", token.name)
                json.field("expiry", token.expiry)
            }
        }
    }

    func listTokens(of user: Accounts.User, _ call: Call) -> Reply {
        let tokens = accounts.tokens.filter { $0.user == user.pk }
        return Page(call.query).reply(to: call, keys: Array(tokens.indices)) { json, index in
            write(tokens[index], isInUse: call.isAuthenticated(by: tokens[index].secret), to: &json)
        }
    }

    private func write(_ token: Accounts.Token, isInUse: Bool, to json: inout JSONWriter) {
        json.object { json in
            json.field("created", "\(token.created) 00:00")
            json.field("expiry", token.expiry)
            json.field("id", token.pk)
            json.field("last_seen", token.lastSeen)
            json.field("name", token.name)
            json.field("token", token.secret.value.prefix(8) + String(repeating: "*", count: 32))
            json.field("active", !token.isRevoked && token.expiry >= today)
            json.field("revoked", token.isRevoked)
            json.field("user", token.user)
            json.member("user_detail") { writeUser(token.user, to: &$0) }
            json.field("in_use", isInUse)
        }
    }

    /// Writes who a row was made by.
    func writeUser(_ pk: Int?, to json: inout JSONWriter) {
        guard let user = pk.flatMap({ accounts[$0] }) else { return json.null() }
        json.object { writeNames(of: user, to: &$0) }
    }

    /// Writes a user as the owner of a row, of which the server has one for each user and group.
    func writeOwner(_ pk: Int?, to json: inout JSONWriter) {
        guard let user = pk.flatMap({ accounts[$0] }) else { return json.null() }
        json.object { json in
            json.field("pk", user.pk)
            json.field("owner_id", user.pk)
            json.field("owner_model", "user")
            json.field("name", user.name)
            json.field("label", "user")
        }
    }

    private func writeNames(of user: Accounts.User, to json: inout JSONWriter) {
        json.field("pk", user.pk)
        json.field("username", user.name)
        json.field("first_name", "")
        json.field("last_name", "")
        json.field("email", user.email)
    }

    func showUser(_ user: Accounts.User) -> Reply {
        .json { json in
            json.object { json in
                writeNames(of: user, to: &json)
                json.field("groups", [])
                json.field("is_staff", user.isStaff)
                json.field("is_superuser", user.isSuperuser)
                json.field("is_active", true)
                json.member("profile") { json in
                    json.object { json in
                        for name in [
                            "language", "theme", "widgets", "displayname", "position", "status", "location", "contact",
                            "organisation", "primary_group",
                        ] {
                            json.null(name)
                        }
                        json.field("active", true)
                        json.field("type", "internal")
                    }
                }
            }
        }
    }

    func showRoles(_ user: Accounts.User) -> Reply {
        let actions = Permissions.Action.allCases
        return .json { json in
            json.object { json in
                json.field("user", user.pk)
                json.field("username", user.name)
                json.member("roles") { json in
                    json.object { json in
                        for role in Permissions.roles(traits) {
                            let granted = user.isSuperuser ? actions.map(\.rawValue) : user.roles[role] ?? []
                            if granted.isEmpty { json.null(role) } else { json.field(role, granted) }
                        }
                    }
                }
                json.member("permissions") { json in
                    json.object { json in
                        for model in Permissions.all(traits) {
                            let granted = actions.filter { user.may($0, model) }.map(\.rawValue)
                            if !granted.isEmpty { json.field(model, granted) }
                        }
                    }
                }
                json.field("is_staff", user.isStaff)
                json.field("is_superuser", user.isSuperuser)
            }
        }
    }
}

extension Call {
    /// Returns whether a token stands in the request's `Authorization` header.
    fileprivate func isAuthenticated(by token: TestSecret) -> Bool {
        authorization?.split(separator: " ").last.map(String.init) == token.value
    }
}
