import FGOModels
import Foundation
import InvenTreeSimulator
import InvoiceSync
import Testing

@testable import SyncService

@Suite struct ControlAPITests {
    private struct Runs: Decodable {
        let runs: [RunRecord]
        let next: String?
    }

    private let jobPath = "/api/system/jobs/\(Job.sync)"

    @Test func showsTheJobAndChangesIt() async throws {
        struct Jobs: Decodable {
            struct Shown: Decodable {
                let name: String
                let schedule: String
                let timeZone: String
            }
            let jobs: [Shown]
        }
        try await withService { service in
            let shown = try #require(try await service.ask("GET", "/api/system/jobs").json(Jobs.self).jobs.first)
            #expect(shown.name == Job.sync)
            #expect(shown.schedule == Service.schedule)
            #expect(shown.timeZone == "Europe/Bucharest")

            let edited = try await service.ask("PATCH", jobPath, #"{"enabled": false, "schedule": "0 6 * * MON"}"#)
            #expect(edited.status == 200)
            let job = try #require(try await service.store.job(Job.sync))
            #expect(!job.enabled)
            #expect(job.schedule == "0 6 * * MON")
            #expect(job.nextRun == nil)

            #expect(try await service.ask("PATCH", jobPath, #"{"enabled": true}"#).status == 200)
            #expect(try await service.store.job(Job.sync)?.nextRun != nil)
        }
    }

    @Test(arguments: [
        (#"{"schedule": "61 * * * *"}"#, 422, "invalid_schedule"),
        (#"{"schedule": "0 0 30 2 *"}"#, 422, "invalid_schedule"),
        (#"{"schedule": "*/90 * * * *"}"#, 422, "invalid_schedule"),
        (#"{"schedule": "0 22 * * fri-mon"}"#, 422, "invalid_schedule"),
        (#"{"schedule": "@reboot"}"#, 422, "invalid_schedule"),
        (#"{"enabeld": false}"#, 400, "invalid_request"), ("{}", 400, "invalid_request"),
        (#"{"enabled": null}"#, 400, "invalid_request"), (#"{"enabled": "no"}"#, 400, "invalid_request"),
        ("[]", 400, "invalid_request"), ("{", 400, "invalid_request"), ("", 400, "invalid_request"),
    ])
    func refusesAnEditThatMeansNothing(_ body: String, _ status: Int, _ code: String) async throws {
        try await withService { service in
            let answer = try await service.ask("PATCH", jobPath, body)
            #expect(answer.status == status)
            #expect(answer.code == code)
        }
    }

    @Test func bodiesAreBoundedAndOfOneType() async throws {
        try await withService { service in
            let long = try await service.ask("PATCH", jobPath, String(repeating: " ", count: 70_000))
            #expect(long.status == 413)
            #expect(long.code == "too_large")
            let plain = try await service.ask("PATCH", jobPath, "{}", headers: ["Content-Type": "text/plain"])
            #expect(plain.status == 415)
        }
    }

    @Test func runsByHandAndTellsOfTheRun() async throws {
        try await withService { service in
            try await service.insert("1")
            let answer = try await service.ask("POST", jobPath + "/run?wait")
            #expect(answer.status == 200)
            let run = try answer.json(RunRecord.self)
            #expect(run.status == .ok)
            #expect(run.trigger == .manual)
            #expect(run.report.written.orders == 1)
            #expect(service.simulator.orders.count == 1)
            #expect(answer.headers["location"] == "/api/system/runs/\(run.id)")

            #expect(try await service.ask("GET", "/api/system/runs/\(run.id)").json(RunRecord.self) == run)
            let runs = try await service.ask("GET", "/api/system/runs?limit=1").json(Runs.self)
            #expect(runs.runs == [run])
            let older = try await service.ask("GET", "/api/system/runs?before=\(runs.next ?? "")").json(Runs.self)
            #expect(older.runs.isEmpty)
            #expect(older.next == nil)
        }
    }

    @Test func aRunThatIsUnderWayShowsItsProgressAndLetsNoOtherBegin() async throws {
        let gate = Gate()
        let run: @Sendable (RunRequest) async throws(SyncError) -> RunReport = { request in
            var report = RunReport()
            report.documents.expected = 5
            request.onProgress(report)
            await gate.pass()
            return report
        }
        try await withService(run: run) { service in
            let begun = try await service.ask("POST", jobPath + "/run")
            #expect(begun.status == 202)
            let id = try begun.json(RunRecord.self).id
            let path = "/api/system/runs/\(id)"
            while try await service.ask("GET", path).json(RunRecord.self).report.documents.expected == 0 {}
            let second = try await service.ask("POST", jobPath + "/run")
            #expect(second.status == 409)
            #expect(second.code == "run_under_way")
            #expect(try await service.ask("POST", "/api/invoices/retry").status == 409)
            async let waited = service.ask("GET", path)
            #expect(try await waited.json(RunRecord.self).ended == nil)
            await gate.open()
            while try await service.ask("GET", path).json(RunRecord.self).ended == nil {}
            #expect(try await service.store.run(id)?.status == .ok)
        }
    }

    @Test func listsInvoicesByStateAndText() async throws {
        struct List: Decodable {
            struct Document: Decodable {
                struct Invoice: Decodable { let numar: String? }
                let document: String
                let state: DocumentState
                let invoices: [Invoice]
                let unsynced: [Invoice]
            }
            let documents: [Document]
            let next: String?
        }
        try await withService { service in
            try await service.insert("1")
            try await service.insert("2", quantity: "many")
            _ = try await service.ask("POST", jobPath + "/run?wait")
            try await service.insert("3")

            let all = try await service.ask("GET", "/api/invoices").json(List.self).documents
            #expect(all.map(\.document) == ["3", "2", "1"])
            #expect(all.map(\.state) == [.pending, .mixed, .ok])
            #expect(all[0].unsynced.map(\.numar) == ["3"])
            #expect(all[2].invoices.map(\.numar) == ["1"])
            let failing = try await service.ask("GET", "/api/invoices?state=failed,mixed").json(List.self)
            #expect(failing.documents.map(\.document) == ["2"])
            let found = try await service.ask("GET", "/api/invoices?text=MANY").json(List.self)
            #expect(found.documents.map(\.document) == ["2"])
            let first = try await service.ask("GET", "/api/invoices?limit=2").json(List.self)
            let after = try #require(first.next?.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let rest = try await service.ask("GET", "/api/invoices?limit=2&after=\(after)").json(List.self)
            #expect(rest.documents.map(\.document) == ["1"])

            try await service.insert("4", quantity: "two words + a plus & more")
            for text in ["two+words", "two%20words", "words+%2B+a+plus+%26+more"] {
                let found = try await service.ask("GET", "/api/invoices?state=&text=\(text)").json(List.self)
                #expect(found.documents.map(\.document) == ["4"], "\(text)")
            }
        }
    }

    @Test func `an invoice is shown with its order, its lines and every document that holds it`() async throws {
        try await withService { service in
            try await service.insert("1")
            _ = try await service.ask("POST", jobPath + "/run?wait")
            try await service.insert("1", quantity: 3, as: "later")
            _ = try await service.ask("POST", jobPath + "/run?wait")
            let path = "/api/invoices/explain?serie=T&numar=1"
            let shown = try JSONValue(json: try await service.ask("GET", path).body)
            #expect(shown["ledger"]?["invoice"] == "SERIE=T;NUMAR=1")
            #expect(shown["ledger"]?["document"] == "later")
            #expect(shown["ledger"]?["result"] == "ok")
            #expect(shown["ledger"]?["is_cut_off"] == false)
            let order = try #require(service.simulator.orders.first)
            #expect(shown["ledger"]?["order"]?["id"] == .number(Decimal(order.pk)))
            #expect(shown["ledger"]?["order"]?["reference"] == .text(order.reference))
            #expect(shown["ledger"]?["order"]?["customer"]?["id"] == 1)
            let lines = service.simulator.lines(ofOrder: order.pk).map { JSONValue.number(Decimal($0.pk)) }
            #expect(shown["ledger"]?["own_lines"]?["order"] == .array(lines))
            let documents = if case .array(let documents)? = shown["documents"] { documents } else { [JSONValue]() }
            #expect(documents.map { $0["document"] } == ["1", "later"])
            #expect(documents.map { $0["is_followed"] } == [false, true])
            #expect(documents.map { $0["log"]?["result"] } == ["ok", "ok"])

            let records = try JSONValue(json: try await service.ask("GET", "/api/invoices/ledger?limit=1").body)
            #expect(records["records"] == .array([try #require(shown["ledger"])]))
            #expect(records["next"] == "SERIE=T;NUMAR=1")
            let next = "/api/invoices/ledger?after=SERIE%3DT%3BNUMAR%3D1"
            let rest = try JSONValue(json: try await service.ask("GET", next).body)
            #expect(rest == ["records": []])
            #expect(try await service.ask("GET", "/api/invoices/explain?serie=T&numar=9").status == 404)
        }
    }

    @Test func triesInvoicesAgain() async throws {
        try await withService { service in
            try await service.insert("1", quantity: "many")
            try await service.insert("2", quantity: "many")
            _ = try await service.ask("POST", jobPath + "/run?wait")
            let answer = try await service.ask("POST", "/api/invoices/retry?wait", #"{"documents": ["1"]}"#)
            #expect(answer.status == 200)
            let run = try answer.json(RunRecord.self)
            #expect(run.trigger == .retry)
            #expect(run.report.documents.done == 1)
            let null = try await service.ask("POST", "/api/invoices/retry", #"{"failed_only": null}"#)
            #expect(null.status == 400)
            let all = try await service.ask("POST", "/api/invoices/retry?wait").json(RunRecord.self)
            #expect(all.report.documents.done == 2)
        }
    }

    @Test(arguments: [
        "/api/system/runs?limit=0", "/api/system/runs?limit=", "/api/system/runs?limit=many", "/api/system/runs?page=2",
        "/api/invoices?state=good",
        "/api/invoices?after={", "/api/system/jobs?all", "/api/invoices/explain", "/api/invoices/explain?serie=F",
        "/api/invoices/ledger?limit=201", "/api/invoices/ledger?serie=F",
    ])
    func refusesParametersThatMeanNothing(_ path: String) async throws {
        try await withService { service in
            let path = path.replacingOccurrences(of: "{", with: "%7B")
            let answer = try await service.ask("GET", path)
            #expect(answer.status == 400)
            #expect(answer.code == "invalid_request")
        }
    }

    @Test func whatIsNotThereIsNotFoundAndAWrongMethodIsSaid() async throws {
        try await withService { service in
            for path in [
                "/api", "/api/system/jobs/other", "/api/system/runs/none", "/api/system/jobs/\(Job.sync)x",
            ] {
                let answer = try await service.ask("GET", path)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.code == "not_found", "\(path)")
            }
            let answer = try await service.ask("DELETE", jobPath)
            #expect(answer.status == 405)
            #expect(answer.code == "method_not_allowed")
            #expect(answer.headers["allow"] == "GET, HEAD, PATCH")
            #expect(try await service.ask("QUERY", jobPath).status == 405)
            let head = try await service.ask("HEAD", "/livez")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
        }
    }

    @Test func everyRouteIsDocumentedAndEveryDocumentedPathIsServed() async throws {
        try await withService { service in
            let document = try OpenAPI.document
            #expect(document.openapi == "3.1.0")
            let open: Set = ["/livez", "/readyz", "/api/openapi.json"]
            for (path, item) in document.paths {
                for (method, operation) in item.operations {
                    let target = path.replacingOccurrences(of: "{name}", with: Job.sync)
                        .replacingOccurrences(of: "{id}", with: "x")
                    let answer = try await service.ask(method, target, isAdmin: false)
                    #expect(answer.status != 405, "\(method) \(path)")
                    #expect((answer.status == 401) == !open.contains(path), "\(method) \(path)")
                    #expect((operation.security?.isEmpty == true) == open.contains(path), "\(method) \(path)")
                }
            }
            let served = try await service.ask("GET", "/api/openapi.json").body
            #expect(served == Data(PackageResources.openapi_json))
        }
    }
}
