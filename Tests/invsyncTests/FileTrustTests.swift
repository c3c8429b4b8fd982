import Foundation
import Testing

/// The settings file of the working folder, which nobody named.
@Suite struct FileTrustTests {
    private func withFile(_ body: (Program, _ file: String) async throws -> Void) async throws {
        let program = try Program()
        defer { program.remove() }
        let file = try program.write("currency: EUR\n", to: "invsync.yaml")
        #expect(try await program.run("store", "prepare").status == 0)
        try await body(program, file)
    }

    private func expectRefusal(_ program: Program, _ reason: String) async throws {
        let outcome = try await program.run("store", "prepare")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("invsync.yaml of the working folder may be the work of others: \(reason)"))
        #expect(outcome.messages.contains("to use it anyway, name it: --config invsync.yaml"))
        #expect(try await program.run("store", "prepare", "--config", "invsync.yaml").status == 0, "it was named")
        var named = program
        named.environment["INVSYNC_CONFIG"] = "invsync.yaml"
        #expect(try await named.run("store", "prepare").status == 0, "it was named")
    }

    @Test func `a file that others may write is refused`() async throws {
        try await withFile { program, file in
            try #require(chmod(file, 0o646) == 0)
            try await expectRefusal(program, "other users may write it (run “chmod go-w invsync.yaml”)")
        }
    }

    @Test func `a file in a folder where others may replace it is refused`() async throws {
        try await withFile { program, _ in
            try #require(chmod(program.folder.path(), 0o777) == 0)
            try await expectRefusal(program, "other users may replace it (run “chmod go-w ")
            try #require(chmod(program.folder.path(), 0o1777) == 0)
            #expect(try await program.run("store", "prepare").status == 0, "as in /tmp")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `a file, or a link to one, that belongs to another user is refused`() async throws {
        try await withFile { program, file in
            try #require(chown(file, 65534, 65534) == 0)
            try await expectRefusal(program, "it belongs to the user nobody")
            try #require(chown(file, 0, 0) == 0)
            let target = program.folder.appending(path: "other.yaml").path()
            try FileManager.default.moveItem(atPath: file, toPath: target)
            try #require(symlink(target, file) == 0)
            #expect(try await program.run("store", "prepare").status == 0)
            try #require(lchown(file, 65534, 65534) == 0)
            try await expectRefusal(program, "it belongs to the user nobody")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func `the user's own group may write the file, another group may not`() async throws {
        try await withFile { program, file in
            try #require(chmod(file, 0o660) == 0)
            #expect(try await program.run("store", "prepare").status == 0)
            try #require(chown(file, 0, 65534) == 0)
            try await expectRefusal(program, "other users may write it")
        }
    }
}
