import Foundation
import Testing

@testable import FGOModels

/// The forms in which files come: values one after another, lists, joined files, damage, and other formats.
@Suite struct FileFormTests {
    private func read(_ text: String) -> [String] { read(Data(text.utf8)) }

    /// The identifiers of the documents, and the errors in their places.
    private func read(_ contents: Data) -> [String] {
        DocumentFile(contents: contents).map { reading in
            switch reading {
            case .success(let document): document.id.description
            case .failure(let error): error.description
            }
        }
    }

    private func document(_ id: Int) -> String { #"{"_id":\#(id),"data":[{"serie":"Ș [}] \\\"{"}]}"# }

    private func pretty(_ id: Int) -> String {
        "{\n  \"_id\" : \(id),\n  \"data\" : [\n    {\n      \"serie\" : \"S\"\n    }\n  ]\n}"
    }

    private let bom = "\u{FEFF}"

    // MARK: Values

    @Test func `values may stand one after another in any layout`() {
        #expect(read(document(1) + document(2) + "\n" + document(3)) == ["1", "2", "3"])
        #expect(read(pretty(1) + "\n" + pretty(2) + pretty(3)) == ["1", "2", "3"])
        #expect(read("[\(document(1)),\r\n\(document(2))]\n[]\n[\(pretty(3))]\(document(4))") == ["1", "2", "3", "4"])
    }

    @Test func `byte order marks stand wherever files were joined`() {
        #expect(read(bom + document(1) + bom + document(2) + "\n" + bom + "\n" + bom + pretty(3)) == ["1", "2", "3"])
        #expect(read("\(bom)[\(document(1))]\n\(bom)[\(document(2))]") == ["1", "2"])
    }

    @Test func `a numbered object of documents is a list of them`() {
        #expect(read(#"{"0":\#(document(1)),"10":\#(document(3)),"2":\#(document(2))}"#) == ["1", "2", "3"])
    }

    @Test func `a numbered object of invoices is one document`() throws {
        let invoice = #"{"serie":"S","numar":1,"denumire_client":"C"}"#
        let documents = Array(DocumentFile(contents: Data(#"{"0":\#(invoice),"1":\#(invoice)}"#.utf8)))
        #expect(try documents.map { try $0.get().read().count } == [2])
    }

    @Test func `an invoice among documents is a document of its own`() {
        let invoice = #"{"serie":"S","numar":1}"#
        let first = read("[\(invoice),\(document(2))]")
        let last = read("[\(document(2)),\(invoice)]")
        #expect(first.count == 2 && first.last == "2")
        #expect(first.first == last.last)
        #expect(first.first?.hasPrefix("import-") == true)
    }

    @Test func `a long list of invoices becomes several documents`() throws {
        let note = String(repeating: "x", count: 10_000)
        let list = (1...1000).map { #"{"serie":"S","numar":\#($0),"denumire_client":"C","info1":"\#(note)"}"# }
        let documents = try DocumentFile(contents: Data("[\(list.joined(separator: ","))]".utf8)).map { try $0.get() }
        #expect(documents.count == 10)
        let numbers = try documents.flatMap { try $0.read() }.map { reading in
            if case .invoice(let invoice) = reading { invoice.numar } else { "?" }
        }
        #expect(numbers == (1...1000).map(String.init))
    }

    // MARK: Damage

    @Test func `damage is named with its line, and the lines behind it are read`() {
        #expect(
            read("\(document(1))\n{broken\n{\"also\n\(document(4))") == [
                "1", "line 2: is not valid JSON (byte 1)", "line 3: holds a raw control character (byte 6)", "4",
            ]
        )
        #expect(
            read("\(document(1))\n{\"_id\":2,\"data\":[\n\(document(3))\n\(document(4))") == [
                "1", "line 2: data[1]: is not valid JSON (byte 62)", "3", "4",
            ]
        )
    }

    @Test func `damage over several lines is named with all of them`() {
        #expect(read("what\nis this\n\n\(document(4))").first?.hasPrefix("lines 1 to 2: ") == true)
        let spoiled = pretty(1).replacing(":", with: " ", maxReplacements: 1)
        #expect(read("\(spoiled)\n\(pretty(2))") == ["lines 1 to 8: _id: is not valid JSON (byte 12)", "2"])
    }

    @Test func `a list goes on behind a damaged element`() {
        #expect(
            read("[\(document(1)),\n{\"_id\":2,data},\n\(document(3))\n]\n\(document(4))") == [
                "1", "line 2: _id: is not valid JSON (byte 9)", "3", "4",
            ]
        )
        #expect(
            read("[\(document(1)) \(document(2))]").last == "line 1: a comma is missing behind element 1 of the list"
        )
    }

    @Test func `a value that is no document is named with its place`() {
        #expect(
            read("\(document(1))\n[\(document(2)),\n 7, {\"a\":tru}]") == [
                "1", "2", "line 3, element 2: must be a document or an invoice (an object), is a number",
                "line 3, element 3: a: is not valid JSON (byte 5)",
            ]
        )
    }

    @Test func `a file that is cut short says so`() {
        #expect(read("[\(document(1)),") == ["1", "line 1: the list has no end (])"])
        #expect(read("[\(document(1)),{\"_id\":2") == ["1", "line 1: _id: is not valid JSON (byte 8)"])
        #expect(read("\(document(1))\n{\"_id\":2") == ["1", "line 2: _id: is not valid JSON (byte 8)"])
    }

    @Test func `reading goes on where its source threw`() throws {
        struct Pause: Error {}
        let text = "\(bom)\(document(1))\n{broken\n\n\(document(2))\n[\(pretty(3)), 7]"
        var rest = Data(text.utf8)
        var isPaused = true
        var reader = DocumentReader { () throws(Pause) in
            isPaused.toggle()
            if isPaused { throw Pause() }
            defer { rest = Data(rest.dropFirst()) }
            return rest.isEmpty ? nil : Data(rest.prefix(1))
        }
        var found: [String] = []
        while true {
            do throws(Pause) {
                guard let reading = try reader.next() else { break }
                found.append((try? reading.get().id.description) ?? "error")
            } catch {}
        }
        #expect(found == ["1", "error", "2", "3", "error"])
    }

    // MARK: Other formats

    private func refusal(_ contents: Data) -> String? {
        let readings = Array(DocumentFile(contents: contents))
        guard readings.count == 1, case .failure(let error) = readings[0], error.code == .unsupportedFormat else {
            return nil
        }
        return error.description
    }

    @Test(
        arguments: [
            (String.Encoding.utf16LittleEndian, [0xFF, 0xFE], "-f UTF-16 "),
            (.utf16BigEndian, [0xFE, 0xFF], "-f UTF-16 "),
            (.utf16LittleEndian, [], "-f UTF-16LE "), (.utf16BigEndian, [], "-f UTF-16BE "),
            (.utf32LittleEndian, [0xFF, 0xFE, 0, 0], "-f UTF-32 "),
        ] as [(String.Encoding, [UInt8], String)]
    )
    func `wide encodings are recognized`(_ encoding: String.Encoding, _ mark: [UInt8], _ remedy: String) throws {
        let contents = Data(mark) + (try #require(document(1).data(using: encoding)))
        #expect(refusal(contents)?.contains("iconv \(remedy)") == true)
    }

    @Test(
        arguments: [
            ([0x28, 0xB5, 0x2F, 0xFD, 0x24, 0, 1, 0], "zstd", "“zstdcat FILE”"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4], "xz", "“xzcat FILE”"),
            (Array("BZh91AY&".utf8), "bzip2", "“bzcat FILE”"),
            (Array("PK\u{3}\u{4}abcd".utf8), "ZIP", "“unzip -p FILE”"),
        ] as [([UInt8], String, String)]
    )
    func `compressed files are recognized`(_ bytes: [UInt8], _ name: String, _ remedy: String) {
        let message = refusal(Data(bytes))
        #expect(message?.contains(name) == true && message?.contains(remedy) == true)
    }

    @Test(arguments: [
        ("null", "null"), ("[1]", "a list"), (#"{"$gt":""}"#, "an object with “$gt”"),
        (#"{"$regularExpression":{"pattern":"","options":""}}"#, "an object with “$regularExpression”"),
        (#"{"$regex":"a"}"#, "an object with “$regex”"), (#"{"$undefined":true}"#, "an object with “$undefined”"),
    ])
    func `an _id that names no single document is refused, and the others are read`(_ id: String, _ kind: String) {
        let found = read("{\"_id\":\(id),\"data\":[]}\n\(document(2))")
        let rule = "line 1: _id: must name one document (an ObjectId, a text, a number or the like), is \(kind)"
        #expect(found == [rule, "2"])
    }

    @Test(arguments: [
        #"{"$oid":"6923f0a1c2d3e4f5a6b7c8d9"}"#, #"{"$date":"2025-01-01T00:00:00Z"}"#, #"{"a":1,"b":"x"}"#, "true",
        "2.5",
        #"{"$binary":{"base64":"AA==","subType":"00"}}"#, #"{"$numberLong":"7"}"#,
    ])
    func `every _id that MongoDB has is one here`(_ id: String) throws {
        let documents = try DocumentFile(contents: Data("{\"_id\":\(id),\"data\":[]}".utf8)).map { try $0.get() }
        #expect(documents.count == 1)
    }

    @Test(arguments: ["Țară și Mușcat", "Cărți", "„Ștefan” și alții", "Gyöngyösi és fiai"])
    func `Windows-1250 is recognized`(_ text: String) throws {
        // It has cedillas, no commas below.
        let cedillas = ["Ț": "Ţ", "ț": "ţ", "Ș": "Ş", "ș": "ş"]
        let name = cedillas.reduce(text) { $0.replacing($1.key, with: $1.value) }
        let bytes = try #require(#"{"_id":1,"data":{"serie":"\#(name)"}}"#.data(using: .windowsCP1250))
        let isRecognized = refusal(bytes)?.contains("iconv -f WINDOWS-1250 ") == true
        // A single letter may be an accident.
        #expect(isRecognized == (bytes.count { $0 >= 0x80 } > 1))
    }

    @Test(arguments: [[0xFF], [0xED, 0xA0, 0x80], [0xC8], [0xC3, 0x28], [0x80, 0x81]] as [[UInt8]])
    func `broken text is no other encoding`(_ broken: [UInt8]) {
        let ascii = Data(#"{"_id":1,"data":{"serie":"x"#.utf8) + broken + Data(#""}}"#.utf8)
        #expect(read(ascii) == ["1"])
        let mixed =
            ascii + Data(document(2).utf8) + Data(#"{"_id":3,"data":"x"#.utf8) + [0xE3, 0xE3] + Data("\"}".utf8)
        #expect(read(mixed) == ["1", "2", "3"])
    }

    @Test(arguments: [
        (Data([0x26, 1, 0, 0, 7]) + Data("_id\0".utf8), "bsondump"),
        (Data([0x6D, 0xE2, 0x99, 0x81, 0, 0]), "restore it"),
        (Data([0x1F, 0x8B, 8, 0]), "zcat"), (Data("PK\u{3}\u{4}".utf8), "unzip"),
        (Data(#"{ "_id" : ObjectId("6a"), "data" : {} }"#.utf8), "mongoexport"),
        (Data("[\n  {\n    _id: 1,\n    data: {} } ]".utf8), "mongoexport"),
        (Data(#"{"_id": 1, "data": {"data_emitere": ISODate("2025-11-20")}}"#.utf8), "mongoexport"),
    ])
    func `other formats are named with their remedy`(_ contents: Data, _ remedy: String) {
        #expect(refusal(contents)?.contains(remedy) == true)
    }

    @Test func `damage behind documents is no other format`() {
        #expect(read("\(document(1))\n{\"_id\": ObjectId(\"6a\")}\n\(document(3))").count == 3)
    }
}
