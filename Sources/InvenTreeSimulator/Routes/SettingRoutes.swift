import Foundation

/// Settings, currencies, project codes, and what the server says of itself.
extension Database {
    func listSettings(_ call: Call) -> Reply {
        let indexes = Array(settings.keys.indices)
        return Page(call.query).reply(to: call, keys: indexes) { json, index in
            writeSetting(settings.keys[index], to: &json)
        }
    }

    func showSetting(_ key: String) throws(Refusal) -> Reply {
        guard settings[key] != nil else { throw .missing("setting") }
        return .json { writeSetting(key, to: &$0) }
    }

    mutating func updateSetting(_ key: String, _ call: Call) throws(Refusal) -> Reply {
        let members = try call.cleanMembers(traits)
        if let value = members["value"] { try settings.set(key, to: value) }
        return try showSetting(key)
    }

    private func writeSetting(_ key: String, to json: inout JSONWriter) {
        let value = settings[key] ?? .text("")
        let label = SettingCatalogue.labels[key]
        json.object { json in
            json.field("pk", (settings.keys.firstIndex(of: key) ?? 0) + 1)
            json.field("key", key)
            json.member("value") { $0.value(value.json) }
            json.field("name", label?.name ?? key.replacing("_", with: " ").lowercased())
            json.field("description", label?.description ?? "")
            json.field("type", value.typeName)
            json.field("units", "")
            json.member("choices") { json in
                writeChoices(key == "INVENTREE_DEFAULT_CURRENCY" ? choices("@currencies") : [], to: &json)
            }
            json.null("model_name")
            json.null("api_url")
            json.field("typ", "inventree")
            json.field("read_only", false)
            if traits.hasMinorFields {
                json.field("confirm", false)
                json.field("confirm_text", "")
            }
        }
    }

    func showExchange() -> Reply {
        .json { json in
            json.object { json in
                json.field("base_currency", settings.defaultCurrency)
                json.member("exchange_rates") { $0.object { _ in } }
                json.field("updated", timestamp)
            }
        }
    }

    // MARK: Project codes

    func listProjectCodes(_ call: Call) throws(Refusal) -> Reply {
        let terms = try call.searchTerms()
        let rows = projectCodes.rows.filter { code in
            let fields = [code.code, code.description]
            return terms?.match(folded: fields.map { ExactText(folding: $0) }) { fields } ?? true
        }
        return Page(call.query).reply(to: call, keys: rows.map(\.pk)) { json, pk in
            if let code = projectCodes[pk] { write(code, to: &json) }
        }
    }

    mutating func createProjectCode(_ call: Call) throws(Refusal) -> Reply {
        var code = ProjectCode(code: "", description: "")
        var reader = FieldReader(try call.cleanMembers(traits), mode: .create)
        reader.text("code", limit: 50, isRequired: true, into: &code.code)
        reader.text("description", limit: 200, into: &code.description)
        try reader.finish()
        if projectCodes.rows.contains(where: { $0.code == code.code }) {
            throw .field("code", "This code exists")
        }
        code.pk = projectCodes.nextKey()
        projectCodes[code.pk] = code
        return .json(201) { write(code, to: &$0) }
    }

    // MARK: The server itself

    /// Tells anybody which server this is, and a user a little more.
    func showServer(to user: Accounts.User?) -> Reply {
        .json { json in
            json.object { json in
                json.field("server", "InvenTree")
                json.null("id")
                json.field("version", version.serverVersion)
                json.field("instance", settings.text("INVENTREE_INSTANCE"))
                json.field("apiVersion", version.rawValue)
                json.field("worker_running", false)
                json.field("worker_count", 1)
                json.field("worker_pending_tasks", 0)
                for name in [
                    "plugins_enabled", "plugins_install_disabled", "email_configured", "debug_mode", "docker_mode",
                    "active_plugins",
                ] {
                    json.field(name, false)
                }
                json.field("default_locale", "en-us")
                json.member("system_health") { if user == nil { $0.null() } else { $0.value(false) } }
                json.field("database", user.map { _ in "memory" })
                json.field("platform", user.map { _ in "simulator" })
                json.null("installer")
                json.null("target")
                json.field("django_admin", user.map { _ in "admin" })
                writeCustomization(to: &json)
            }
        }
    }

    private func writeCustomization(to json: inout JSONWriter) {
        json.member("customize") { json in
            json.object { json in
                json.field("logo", "/static/logo.png")
                json.field("splash", "/static/splash.jpg")
                json.null("login_message")
                json.null("navbar_message")
                if traits.hasMinorFields { json.field("disable_theme_storage", false) }
            }
        }
        json.member("settings") { json in
            json.object { json in
                json.field("sso_registration", false)
                json.field("registration_enabled", false)
                json.field("password_forgotten_enabled", true)
            }
        }
    }

    func showHealth() -> Reply {
        .json { $0.object { $0.field("status", "ok") } }
    }

    func showVersion() -> Reply {
        .json { json in
            json.object { json in
                json.field("dev", true)
                json.field("up_to_date", true)
                json.member("version") { json in
                    json.object { json in
                        json.field("server", version.serverVersion)
                        json.field("api", version.rawValue)
                        for name in ["commit_hash", "commit_date", "commit_branch"] { json.null(name) }
                        json.field("python", "3.12")
                        json.field("django", "5.2")
                    }
                }
                json.member("links") { json in
                    json.object { json in
                        for name in ["doc", "code", "app", "bug"] { json.field(name, "https://example.com/\(name)") }
                    }
                }
            }
        }
    }
}
