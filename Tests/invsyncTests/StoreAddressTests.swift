import Foundation
import Testing

@Suite struct StoreAddressTests {
    @Test func aTildeIsTheHomeFolder() async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVSYNC_STORE"] = "sqlite:~/own/x.sqlite"
        #expect(try await program.run("import", "-", input: document(1, numar: "1")).status == 0)
        #expect(FileManager.default.fileExists(atPath: program.folder.appending(path: "own/x.sqlite").path()))
    }

    @Test(arguments: [
        ("sqlite://data.sqlite", "write sqlite:data.sqlite for a file in the working folder"),
        ("sqlite://~/x.sqlite", "write sqlite:~/x.sqlite"),
        ("data.sqlite", "write sqlite:data.sqlite"),
        ("sqlite:", "names no file"),
        ("sqlite:~", "~/ is the home folder"),
        ("sqlite:$HOME/x.sqlite", "write the path itself"),
    ])
    func aWrongFormIsRefusedWithTheRightOne(_ store: String, _ remedy: String) async throws {
        var program = try Program()
        defer { program.remove() }
        program.environment["INVSYNC_STORE"] = store
        let before = try FileManager.default.contentsOfDirectory(atPath: program.folder.path())
        let outcome = try await program.run("store", "prepare")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains(remedy))
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder.path()) == before)
    }

    @Test(arguments: [["status"], ["plan"], ["explain", "T", "1"], ["reconcile"], ["retry"], ["retry", "1"]])
    func aCommandThatOnlyReadsMakesNoStore(_ command: [String]) async throws {
        try await withServer { _, program in
            let outcome = try await program.run(command)
            #expect(outcome.status == 3)
            let file = program.folder.appending(path: "store.sqlite").path()
            #expect(outcome.messages.contains("no such store: there is no file “\(file)”"))
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test func doctorNamesAMissingStoreAndGoesOn() async throws {
        try await withServer { _, program in
            let outcome = try await program.run("doctor")
            #expect(outcome.status == 3)
            #expect(outcome.output.contains(/failed +store +no such store/))
            #expect(outcome.output.contains(/ok +currency/))
            #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "store.sqlite").path()))
        }
    }

    @Test func anEmptyFileIsNoStore() async throws {
        let program = try Program()
        defer { program.remove() }
        let file = try program.write("", to: "store.sqlite")
        #expect(try await program.run("status").status == 3)
        #expect(try Data(contentsOf: URL(filePath: file)).isEmpty)
    }
}
