import Foundation
import FuzzKit
import Testing

/// The inputs that fuzzers found worth keeping, played again: the short form of `make fuzz-long`.
@Suite struct FuzzTests {
    private static let corpus = URL(filePath: #filePath).appending(path: "../../FuzzCorpus").standardized

    @Test(.timeLimit(.minutes(2)), arguments: FuzzSubject.allCases)
    func `every input of the corpus holds the rules`(_ subject: FuzzSubject) throws {
        let folder = Self.corpus.appending(path: subject.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count >= 5)
        for file in files {
            let input = try Array(Data(contentsOf: file))
            #expect(throws: Never.self, "\(subject.rawValue)/\(file.lastPathComponent)") { try subject.check(input) }
        }
    }
}
