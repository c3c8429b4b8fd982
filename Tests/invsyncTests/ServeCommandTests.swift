import Foundation
import InvenTreeSimulator
import InvoiceSync
import Subprocess
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The service as a process of its own.
@Suite struct ServeCommandTests {
    @Test func servesUntilItIsAskedToEnd() async throws {
        try await withServer { simulator, program in
            _ = try await program.run("import", "-", input: document(1, numar: "1"))
            try await program.putOffTheJob()
            let code = try await program.run("serve", "--listen", "127.0.0.1:0", "--time-zone", "Europe/Bucharest") {
                address in
                let url = try #require(URL(string: address))
                #expect(try await fetch(url.appending(path: "readyz")).contains("\"ready\""))
                var request = URLRequest(
                    url: try #require(URL(string: "\(address)/api/system/jobs/\(Job.sync)/run?wait"))
                )
                request.httpMethod = "POST"
                let (data, _) = try await URLSession.shared.data(for: request)
                #expect(String(decoding: data, as: UTF8.self).contains("\"status\":\"ok\""))
            }
            #expect(code == 0)
            #expect(simulator.orders.count == 1)
            let status = try await program.run("status")
            #expect(status.output.contains(", ok after "))
        }
    }

    @Test func whatARunHasInHandIsFinishedAndTheRestGivenBackAtSIGTERM() async throws {
        try await withServer { simulator, program in
            let documents = (1...6).map { document($0, numar: "\($0)") }.joined(separator: "\n")
            _ = try await program.run("import", "-", input: documents)
            _ = try program.write("parallel: 1\nadmin_token: 0123456789abcdef\n", to: "invsync.yaml")
            let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
            let (departures, departure) = AsyncStream.makeStream(of: Void.self)
            simulator.onRequest { request in
                guard request.method == "POST", request.path.hasPrefix("/api/order/so/") else { return .pass }
                arrival.yield()
                for await _ in departures { break }
                return .pass
            }
            let code = try await program.serve { service in
                let answer = try await service.ask(
                    "POST",
                    "/api/system/jobs/\(Job.sync)/run",
                    token: "0123456789abcdef"
                )
                #expect(answer.status == 202)
                for await _ in arrivals { break }
                try service.send(.terminate)
                departure.finish()
            }
            #expect(code == 0)
            #expect(simulator.orders.count == simulator.lines.count)
            #expect((1..<6).contains(simulator.orders.count))
            let status = try await program.run("status")
            #expect(status.output.contains(", aborted after "))
            #expect(status.output.contains(/held +0/))
        }
    }

    @Test(arguments: [
        ["--listen", "0.0.0.0:0"], ["--listen", "127.0.0.1:0", "--time-zone", "Mars/Olympus"],
    ])
    func refusesWhatIsNotSafeOrUnknown(_ options: [String]) async throws {
        try await withServer { _, program in
            let outcome = try await program.run(["serve"] + options)
            #expect(outcome.status == 3)
            #expect(outcome.messages.contains("error: "))
        }
    }

    @Test func `the address to listen on is a setting`() async throws {
        try await withServer { _, program in
            try await program.putOffTheJob()
            _ = try program.write("listen: 127.0.0.1:0\n", to: "invsync.yaml")
            let code = try await program.run("serve") { address in
                #expect(!address.hasSuffix(":8080"))
                let url = try #require(URL(string: "\(address)/livez"))
                let answer = try await fetch(url)
                #expect(answer.contains("alive"))
            }
            #expect(code == 0)
            _ = try program.write("listen: 8080\n", to: "invsync.yaml")
            let outcome = try await program.run("serve")
            #expect(outcome.status == 3)
            let rule = "listen must look like 127.0.0.1:8080 or [::1]:8080, not “8080” (set by invsync.yaml)"
            #expect(outcome.messages.contains(rule))
        }
    }

    @Test func theTokenMayStandInAFile() async throws {
        try await withServer { _, program in
            var program = program
            let file = try program.write("0123456789abcdef\n", to: "token")
            program.environment["INVSYNC_ADMIN_TOKEN_FILE"] = file
            let code = try await program.run("serve", "--listen", "127.0.0.1:0") { address in
                var request = URLRequest(url: try #require(URL(string: "\(address)/api/system/jobs")))
                let (_, refusal) = try await URLSession.shared.data(for: request)
                #expect((refusal as? HTTPURLResponse)?.statusCode == 401)
                request.setValue("Bearer 0123456789abcdef", forHTTPHeaderField: "Authorization")
                let (_, answer) = try await URLSession.shared.data(for: request)
                #expect((answer as? HTTPURLResponse)?.statusCode == 200)
            }
            #expect(code == 0)
        }
    }
}
