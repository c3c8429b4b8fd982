import Foundation
import InvoiceSync
import Testing

@testable import SyncService

@Suite struct EventTests {
    private let path = "/api/system/events"

    @Test func tellsHowARunGoesOnUntilItsEnd() async throws {
        let gate = Gate()
        let run: @Sendable (RunRequest) async throws(SyncError) -> RunReport = { request in
            var report = RunReport()
            report.documents.expected = 7
            request.onProgress(report)
            await gate.pass()
            report.documents.ok = 7
            return report
        }
        try await withStillService(run: run) { service, _ in
            let visitor = try await Visitor.signedIn(service)
            try await Events.listen(to: service, headers: ["Cookie": visitor.cookie ?? ""]) { frames in
                try await expect("retry: 3000", &frames)
                let begun = try await service.scheduler.start(.manual)
                var seen = try await record(&frames)
                while seen.report.documents.expected < 7 { seen = try await record(&frames) }
                #expect(seen.id == begun.id && seen.ended == nil)
                await gate.open()
                while seen.ended == nil { seen = try await record(&frames) }
                #expect(seen.status == .ok && seen.report.documents.ok == 7)
                #expect(try await service.store.run(begun.id)?.ended != nil)
            }
        }
    }

    @Test func saysThatTheConnectionStandsAsLongAsTheSessionDoes() async throws {
        let time = try FakeTime()
        try await withService(environment: time.environment()) { service in
            let visitor = try await Visitor.signedIn(service)
            try await Events.listen(to: service, headers: ["Cookie": visitor.cookie ?? ""]) { frames in
                try await expect("retry: 3000", &frames)
                // The scheduler sleeps, and the heart.
                await time.sleepers(2)
                time.advance(by: EventRoutes.heartbeat)
                try await expect(": still there", &frames)
                await time.sleepers(2)
                _ = try await visitor.press("/logout")
                time.advance(by: EventRoutes.heartbeat)
                try await expect(nil, &frames)
            }
        }
    }

    @Test func isForWhoHasTheTokenOrHasSignedIn() async throws {
        try await withService { service in
            let visitor = try await Visitor.signedIn(service)
            #expect(try await service.ask("GET", path, isAdmin: false).status == 401)
            #expect(
                try await service.ask("GET", path, headers: ["Cookie": "\(Sessions.cookie)=x"], isAdmin: false).status
                    == 401
            )
            let foreign = ["Cookie": visitor.cookie ?? "", "Sec-Fetch-Site": "cross-site"]
            #expect(try await service.ask("GET", path, headers: foreign, isAdmin: false).status == 403)
            let head = try await service.ask("HEAD", path)
            #expect(head.status == 200)
            #expect(head.headers["content-type"] == "text/event-stream")
            try await Events.listen(to: service, headers: ["Authorization": "Bearer \(Service.token)"]) { frames in
                try await expect("retry: 3000", &frames)
            }
        }
    }

    /// Were it not so, the service would wait for its listeners, and this test for ever.
    @Test func endsWithTheService() async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let listens = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await withService { service in
                group.addTask {
                    try await Events.listen(to: service, headers: ["Authorization": "Bearer \(Service.token)"]) {
                        frames in
                        try await expect("retry: 3000", &frames)
                        await listens.open()
                        while await frames.next(isolation: #isolation) != nil {}
                        end.finish()
                    }
                }
                await listens.pass()
            }
            for await _ in ended {}
            try await group.waitForAll()
        }
    }

    private func expect(_ frame: String?, _ frames: inout AsyncStream<String>.Iterator) async throws {
        let next = await frames.next(isolation: #isolation)
        #expect(next == frame)
    }

    private func record(_ frames: inout AsyncStream<String>.Iterator) async throws -> RunRecord {
        let next = await frames.next(isolation: #isolation)
        let frame = try #require(next)
        let data = try #require(frame.split(separator: "\n").last?.dropFirst("data: ".count))
        #expect(frame.hasPrefix("event: run\n"))
        return try #require(RunRecord(json: String(data)))
    }
}
