import CZlib
import Foundation
import InvenTreeSimulator
import Subprocess
import Testing

/// `invsync import` on the files that people have.
@Suite struct ImportCommandTests {
    private func withProgram(_ body: (Program) async throws -> Void) async throws {
        let program = try Program()
        defer { program.remove() }
        try await body(program)
    }

    private func write(_ contents: Data, in program: Program) throws -> String {
        let file = program.folder.appending(path: "file")
        try contents.write(to: file)
        return file.path()
    }

    private func documents(_ ids: ClosedRange<Int>) -> Data {
        Data(ids.map { document($0, numar: "\($0)") + "\n" }.joined().utf8)
    }

    /// Data packed as gzip packs it.
    private func packed(_ data: Data) throws -> Data {
        var packed = Data(count: data.count + 1000)
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        try #require(
            deflateInit2_(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        )
        defer { deflateEnd(&stream) }
        var source = data
        let status = source.withUnsafeMutableBytes { source in
            packed.withUnsafeMutableBytes { target in
                stream.next_in = source.bindMemory(to: UInt8.self).baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = UInt32(target.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        try #require(status == Z_STREAM_END)
        return packed.prefix(packed.count - Int(stream.avail_out))
    }

    @Test func `gzip is unpacked, also of joined files and with padding`() async throws {
        try await withProgram { program in
            let file = try write(packed(documents(1...2)) + packed(documents(3...300)) + Data(count: 7), in: program)
            let outcome = try await program.run("import", file)
            #expect(outcome.output == "300 new, 0 changed, 0 unchanged\n")
            #expect(outcome.status == 0)
        }
    }

    @Test func `gzip that is cut short or damaged is named with the count of what is in`() async throws {
        try await withProgram { program in
            let whole = try packed(documents(1...2))
            let cut = try await program.run(
                "import",
                try write(whole + packed(documents(3...9)).dropLast(9), in: program)
            )
            #expect(cut.status == 2)
            #expect(
                cut.messages.contains(
                    /file cannot be read to its end: its gzip data is cut short; [2-9] documents of it are in/
                )
            )
            let junk = try await program.run("import", try write(whole + Data("junk".utf8), in: program))
            #expect(junk.status == 2)
            #expect(junk.messages.contains("something else follows its gzip data; 2 documents of it are in"))
            var spoiled = whole
            spoiled[spoiled.count - 6] ^= 0xFF
            let damaged = try await program.run("import", try write(spoiled, in: program))
            #expect(damaged.status == 2)
            #expect(damaged.messages.contains("its gzip data is damaged"))
        }
    }

    @Test func `another format is refused in one message with its remedy`() async throws {
        try await withProgram { program in
            let text = try #require(document(1, numar: "1").data(using: .utf16LittleEndian))
            let outcome = try await program.run("import", try write([0xFF, 0xFE] + text, in: program))
            #expect(outcome.status == 2)
            #expect(outcome.output == "0 new, 0 changed, 0 unchanged, 1 refused\n")
            let message = "file is UTF-16, not UTF-8: convert it with “iconv -f UTF-16 -t UTF-8 FILE”\n"
            #expect(outcome.messages.hasSuffix(message))
        }
    }

    @Test func `a file that cannot be read does not keep the others out`() async throws {
        try await withProgram { program in
            let file = try write(documents(1...3), in: program)
            let outcome = try await program.run("import", "nowhere.ndjson", file)
            #expect(outcome.status == 3)
            #expect(outcome.messages == "error: nowhere.ndjson cannot be read: no such file or directory\n")
            #expect(outcome.output == "3 new, 0 changed, 0 unchanged\n")
        }
    }

    @Test(arguments: [Signal.terminate, .interrupt])
    func `a signal ends it with 5 and a count of what is in`(_ signal: Signal) async throws {
        try await withProgram { program in
            let pipe = program.folder.appending(path: "pipe").path()
            try #require(mkfifo(pipe, 0o600) == 0)
            let result = try await Subprocess.run(
                try program.configuration(["import", pipe]),
                input: .none,
                output: .string(limit: 10_000),
                error: .string(limit: 10_000)
            ) { execution in
                let writer = try FileHandle(forWritingTo: URL(filePath: pipe))
                try writer.write(contentsOf: documents(1...3))
                // What was read goes in when nothing more comes for a moment.
                while try await !program.run("status").output.contains(/pending +3/) {}
                try execution.send(signal: signal)
                return writer
            }
            #expect(try Program.code(of: result.terminationStatus) == 5)
            #expect(result.standardOutput == "3 new, 0 changed, 0 unchanged\n")
            #expect(
                result.standardError
                    == "stopped: a signal ended the import: 3 documents are in; run it again for the rest\n"
            )
            try result.closureResult.close()
        }
    }

    @Test func `states to skip come from the environment, and an empty list skips none`() async throws {
        try await withServer { simulator, program in
            var program = program
            for (number, states) in ["plata,DRAFT", ""].enumerated() {
                program.environment["INVSYNC_SKIP_STATES"] = states
                let invoices = ["draft", "anulata"].enumerated().map { index, state in
                    let numar = "\(number)\(index)"
                    return document(number * 2 + index, numar: numar).replacing(
                        "\"numar\"",
                        with: "\"status\":\"\(state)\",\"numar\""
                    )
                }
                _ = try await program.run("import", "-", input: invoices.joined(separator: "\n"))
                _ = try await program.run("sync")
            }
            #expect(
                Set(simulator.orders.map(\.description)) == [
                    "SERIE=T;NUMAR=01", "SERIE=T;NUMAR=10", "SERIE=T;NUMAR=11",
                ]
            )
        }
    }
}
