import FGOModels
import Foundation
import Testing

@Suite struct DocumentFileTests {
    private func read(_ text: String) -> [Result<RawDocument, FGOError>] {
        Array(DocumentFile(contents: Data(text.utf8)))
    }

    private func refusal(_ reading: Result<RawDocument, FGOError>) -> String? {
        if case .failure(let error) = reading { error.description } else { nil }
    }

    private let invoice = #"{"serie":"S","numar":"1","denumire_client":"C"}"#

    @Test func readsMongoexportLines() throws {
        let lines = read(
            """
            {"_id":{"$oid":"6923f0a1c2d3e4f5a6b7c8d9"},"data":[\(invoice)],"imported_by":"fgo"}

            {"_id":"two","data":\(invoice)}
            """
        )
        let documents = try lines.map { try $0.get() }
        #expect(documents.map(\.id.description) == ["6923f0a1c2d3e4f5a6b7c8d9", "two"])
        #expect(documents.first?.otherFields == ["imported_by": "fgo"])
    }

    @Test func aBadLineNamesItselfAndTheOthersGoOn() throws {
        let lines = read("{\"_id\":1,\"data\":[]}\n{broken\n{\"_id\":3,\"data\":[]}")
        #expect(lines.count == 3)
        #expect(throws: Never.self) { try lines[2].get() }
        let error = #expect(throws: FGOError.self) { try lines[1].get() }
        #expect(error?.path == "line 2")
    }

    @Test func aBadLineIsNumberedAsAnEditorDoes() {
        let errors = read("\n{\"_id\":1,\"data\":[]}\n\n \n{broken\n").compactMap { line in
            if case .failure(let error) = line { error } else { nil }
        }
        #expect(errors.map(\.path) == ["line 5"])
    }

    @Test func anEscapeWithoutAMeaningNamesItsLineAndField() {
        let lines = read("{\"_id\":1,\"data\":[]}\n{\"_id\":2,\"data\":[{\"serie\":\"\\x\"}]}")
        let error = #expect(throws: FGOError.self) { try lines[1].get() }
        #expect(error?.path == "line 2")
        #expect(error?.reason.hasPrefix("data[0].serie: holds an escape that stands for nothing") == true)
    }

    @Test func aBadFirstLineDoesNotHideTheOthers() {
        let lines = read("{broken\n{\"_id\":2,\"data\":[]}\n")
        #expect(lines.map { (try? $0.get()) != nil } == [false, true])
    }

    @Test func fgosOwnExportIsOneDocument() throws {
        let documents = try read("[\n \(invoice),\n \(invoice)\n]").map { try $0.get() }
        #expect(documents.count == 1)
        #expect(try documents.first?.read().count == 2)
    }

    @Test func theSameContentIsTheSameDocument() throws {
        let once = try read("[\(invoice)]").map { try $0.get().id }
        let again = try read("[ {\"numar\":\"1\", \"serie\":\"S\", \"denumire_client\":\"C\"} ]").map {
            try $0.get().id
        }
        #expect(once == again)
    }

    @Test func oneInvoiceOverSeveralLinesIsADocument() throws {
        let documents = try read("{\n\"serie\":\"S\",\n\"numar\":\"1\",\n\"denumire_client\":\"C\"\n}").map {
            try $0.get()
        }
        #expect(documents.count == 1)
    }

    @Test func aListOfDocumentsIsRead() throws {
        let documents = try read(#"[{"_id":1,"data":[]},{"_id":2,"data":[]}]"#).map { try $0.get() }
        #expect(documents.map(\.id.description) == ["1", "2"])
    }

    @Test(arguments: ["{\"x\":1}", "\"text\"", "[1", String(repeating: "[", count: 100_000)])
    func whatIsNeitherSaysSo(_ text: String) {
        let result = read(text).first
        #expect(throws: FGOError.self) { try result?.get() }
    }

    @Test func nothingIsNothing() {
        #expect(read("").isEmpty)
        #expect(read("\n \n").isEmpty)
        #expect(read("[]").isEmpty)
    }

    @Test(arguments: [
        "\u{feff}{\"_id\":1,\"data\":[]}\n\n{broken\r\n{\"_id\":\"ș\",\"data\":[]}",
        "\u{feff}\n[{\"_id\":1,\"data\":[]},\n7]\n",
        "{\n\"serie\":\"S\",\n\"numar\":1}\n", "{broken\n\n{\"_id\":2,\"data\":[]}\n", "[]", "\n \n", "", "\u{feff}",
        "broken",
        "\u{feff}{\"_id\":1,\"data\":[]}\u{feff}[{\"_id\":2,\"data\":[]}]\n\u{feff}\u{feff}{\"_id\":3,\"data\":[]}",
        "[\n{\"_id\":1,\"data\":[]},\n{broken,\n  x\n{\"_id\":3,\"data\":[]}\n]",
        "{\"_id\":1,\"data\":[\n{\"_id\":2,\"data\":\"\\\"}]\"}\n{\"_id\":3,\"data\":[]}",
        "{\"serie\":1,\"numar\":2} 7 \"x\"",
    ])
    func aFileThatComesInPiecesIsReadAsAWhole(_ text: String) {
        for size in [1, 2, 7, 1000] {
            var rest = Data(text.utf8)
            var reader = DocumentReader<Never> {
                defer { rest = Data(rest.dropFirst(size)) }
                return rest.isEmpty ? nil : Data(rest.prefix(size))
            }
            var readings: [Result<RawDocument, FGOError>] = []
            while let reading = reader.next() { readings.append(reading) }
            #expect(readings.map { try? $0.get() } == read(text).map { try? $0.get() }, "\(size) bytes at a time")
            #expect(readings.map(refusal) == read(text).map(refusal), "\(size) bytes at a time")
            #expect(reader.byteCount == text.utf8.count)
        }
    }

    @Test func documentsInLinesAreReadBeforeTheFileEnds() throws {
        struct Outage: Error {}
        var pieces = ["{\"_id\":1,\"da", "ta\":[]}\n{\"_id\":2,\"data\":[]}\n{\"_id\"", ":3}\n"].makeIterator()
        var piecesRead = 0
        var reader = DocumentReader { () throws(Outage) in
            guard let piece = pieces.next() else { throw Outage() }
            piecesRead += 1
            return Data(piece.utf8)
        }
        #expect(try reader.next()?.get().id == DocumentID(1))
        #expect(piecesRead == 2)
        #expect(try reader.next()?.get().id == DocumentID(2))
        #expect(piecesRead == 2)
        #expect(try reader.next()?.get().id == DocumentID(3))
        #expect(throws: Outage.self) { try reader.next() }
    }
}
