import Foundation
import HTTPTypes
import Testing

@testable import InvenTreeClient

/// A server may say a lot; what is told of it is short.
@Suite struct ErrorMessageTests {
    private func refusal(_ body: String) throws -> InvenTreeError {
        let answer = HTTPAnswer(response: HTTPResponse(status: 400), body: Data(body.utf8))
        return try #require(InvenTreeError(answer: answer, to: Endpoint(.post, "/api/company/")))
    }

    @Test(arguments: [#"{"detail":"%"}"#, #"{"name":["%"]}"#, #"["%","%"]"#])
    func isCutAt1000Characters(form: String) throws {
        for text in [String(repeating: "x", count: 5000), "x" + String(repeating: "\u{301}", count: 5000)] {
            let error = try refusal(form.replacing("%", with: text))
            #expect(error.message.unicodeScalars.count == 1000)
            #expect(error.body?.unicodeScalars.count == 500)
            #expect(error.description.unicodeScalars.count < 1100)
        }
    }

    @Test func isWholeUpToThere() throws {
        let text = String(repeating: "ș", count: 1000)
        #expect(try refusal(#"{"detail":"\#(text)"}"#).message == text)
        #expect(InvenTreeError(.refused, message: text + "x").message == text)
    }
}
