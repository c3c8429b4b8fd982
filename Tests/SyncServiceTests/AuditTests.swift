import Foundation
import InvoiceSync
import Synchronization
import Testing

@testable import SyncService

/// What people do is on record.
@Suite struct AuditTests {
    private struct List: Decodable {
        let records: [AuditRecord]
        let next: String?
    }

    private func records(_ service: Service, _ query: String = "") async throws -> List {
        let answer = try await service.ask("GET", "/api/system/audit\(query)")
        #expect(answer.status == 200)
        return try answer.json(List.self)
    }

    @Test func `each action is recorded once, with who, what and when`() async throws {
        let server = Mutex<ControlServer?>(nil)
        try await withService(onMade: { made in server.withLock { $0 = made } }) { service in
            let began = Date()
            let visitor = Visitor(service)
            _ = try await visitor.send("/login", ["admin_token": "wrong"])
            _ = try await service.ask("GET", "/api/invoices", headers: ["Authorization": "Bearer x"], isAdmin: false)
            _ = try await visitor.send("/login", ["admin_token": Service.token])
            _ = try await visitor.press("/job/switch", ["enabled": "false"])
            _ = try await visitor.press("/job/schedule", ["schedule": "0 5 * * *"])
            _ = try await visitor.press("/job/schedule", ["schedule": "nonsense"])
            let job = "/api/system/jobs/\(Job.sync)"
            _ = try await service.ask("PATCH", job, #"{"enabled":true}"#)
            _ = try await service.ask("POST", "\(job)/run?wait")
            _ = try await service.ask("POST", "/api/invoices/retry?wait", #"{"documents":["a","b"]}"#)
            await (try #require(server.withLock { $0 })).noteReload(nil)
            _ = try await visitor.press("/logout")

            let found = Array(try await records(service).records.reversed())
            #expect(
                found.map(\.action) == [
                    .signInFailed, .signInFailed, .signIn, .switch, .schedule, .switch, .run, .retry, .reload, .signOut,
                ]
            )
            #expect(found.map(\.detail)[3...5] == ["off", "0 5 * * *", "on"])
            let runs = try await service.store.runs(of: Job.sync, before: nil, limit: 9)
            #expect(
                Set(runs.map(\.id))
                    == Set(found[6...7].compactMap { $0.detail?.prefix(while: { $0 != "," }) }.map(String.init))
            )
            #expect(found[2...4].allSatisfy { $0.who.hasPrefix("admin session ") })
            #expect(Set(found[2...4].map(\.who)).count == 1 && found[9].who == found[2].who)
            #expect(found[5...7].allSatisfy { $0.who == "admin token" })
            #expect(found[8].who == "SIGHUP" && found[8].address == nil)
            #expect(found.filter { $0.action != .reload }.allSatisfy { $0.address == "127.0.0.1" })
            #expect(found.allSatisfy { $0.at >= began.addingTimeInterval(-1) && $0.at <= Date() })

            let page = try await records(service, "?limit=4")
            #expect(page.records.count == 4)
            let next = try await records(service, "?limit=200&before=\(try #require(page.next))")
            #expect((page.records + next.records).map(\.id) == found.reversed().map(\.id))
            #expect(next.next == nil)
        }
    }

    @Test func `the records are for admins`() async throws {
        let reader = "reader-token-8f2c61d0"
        try await withService(reader: try AccessToken(reader)) { service in
            let headers = ["Authorization": "Bearer \(reader)"]
            let refused = try await service.ask("GET", "/api/system/audit", headers: headers, isAdmin: false)
            #expect(refused.status == 403)
            #expect(try await service.ask("GET", "/api/system/audit", isAdmin: false).status == 401)
        }
    }

    @Test func `a store that takes no records keeps nobody from working`() async throws {
        struct Full: ForwardingInvoiceStore {
            let base: any InvoiceStore = InMemoryInvoiceStore()

            func note(_ record: AuditRecord) async throws(SyncError) {
                throw SyncError(.storeUnavailable, "full")
            }
        }
        let scheduler = SyncScheduler(store: Full(), logger: .silent) { _ in RunReport() }
        let audit = Audit(store: Full(), environment: SyncEnvironment(), logger: .silent)
        let operations = Operations(scheduler: scheduler, audit: audit)
        try await operations.change(enabled: false, by: nil)
        #expect(try await scheduler.store.job(Job.sync)?.enabled == false)
    }
}
