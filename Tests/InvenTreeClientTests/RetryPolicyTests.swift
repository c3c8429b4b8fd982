import HTTPTypes
import Testing

@testable import InvenTreeClient

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(
        maximumAttempts: 4,
        initialDelay: .milliseconds(100),
        maximumDelay: .milliseconds(300),
        maximumRetryAfter: .seconds(5)
    )

    private func delay(
        _ code: InvenTreeError.Code,
        _ method: HTTPRequest.Method,
        uncertain: Bool = false,
        attempt: Int = 1,
        jitter: Double = 1,
        retryAfter: Duration? = nil
    ) -> Duration? {
        let error = InvenTreeError(
            code,
            "",
            request: .init(method: "", path: ""),
            mayHaveBeenCarriedOut: uncertain,
            retryAfter: retryAfter
        )
        return policy.delay(after: error, of: method, attempt: attempt, jitter: jitter)
    }

    @Test(arguments: [
        InvenTreeError.Code.unreachable, .timeout, .connectionLost, .throttled, .serverError, .intercepted,
    ])
    func failuresOfTheWorldAreRepeated(code: InvenTreeError.Code) {
        for method in [HTTPRequest.Method.get, .options, .head, .patch, .delete] {
            #expect(delay(code, method, uncertain: true) != nil)
        }
    }

    @Test(arguments: [
        InvenTreeError.Code.tls, .unauthorized, .forbidden, .notFound, .refused, .redirected, .badAnswer, .cancelled,
        .invalidRequest,
    ])
    func otherFailuresAreNot(code: InvenTreeError.Code) {
        #expect(delay(code, .get) == nil)
    }

    @Test func creationIsRepeatedOnlyWhenItCertainlyDidNotHappen() {
        #expect(delay(.unreachable, .post) != nil)
        #expect(delay(.throttled, .post) != nil)
        #expect(delay(.serverError, .post, uncertain: true) == nil)
        #expect(delay(.timeout, .post, uncertain: true) == nil)
        #expect(delay(.connectionLost, .post, uncertain: true) == nil)
    }

    @Test func waitsDoubleUpToTheLongestAndEnd() {
        let waits = (1...4).map { delay(.timeout, .get, attempt: $0) }
        #expect(waits == [.milliseconds(100), .milliseconds(200), .milliseconds(300), nil])
    }

    @Test func jitterSpreadsFromHalfToTheWhole() {
        #expect(delay(.timeout, .get, jitter: 0) == .milliseconds(50))
        #expect(delay(.timeout, .get, jitter: 0.5) == .milliseconds(75))
    }

    @Test func whatTheServerAsksForIsHeededWithinBounds() {
        #expect(delay(.throttled, .get, retryAfter: .seconds(2)) == .seconds(2))
        #expect(delay(.throttled, .get, retryAfter: .seconds(3600)) == .seconds(5))
        #expect(delay(.throttled, .get, retryAfter: .zero) == .milliseconds(100))
    }

    @Test func retryAfterIsReadInBothForms() {
        #expect(RetryAfter([.retryAfter: "120"])?.duration == .seconds(120))
        let date = "Wed, 28 Feb 2024 23:59:50 GMT"
        #expect(
            RetryAfter([.date: date, .retryAfter: "Fri, 01 Mar 2024 00:00:05 GMT"])?.duration == .seconds(86_415)
        )
        #expect(RetryAfter([.date: date, .retryAfter: "Mon, 01 Jan 2024 00:00:00 GMT"])?.duration == .zero)
        #expect(RetryAfter([.retryAfter: date]) == nil)
        #expect(RetryAfter([.retryAfter: "-5"]) == nil)
        #expect(RetryAfter([.retryAfter: "soon"]) == nil)
        #expect(RetryAfter([:]) == nil)
    }

    @Test func datesOfHTTPAreSecondsApart() throws {
        let newYear = try #require(HTTPDate("Sat, 01 Jan 2000 00:00:00 GMT")).secondsSinceYearZero
        let epoch = try #require(HTTPDate("Thu, 01 Jan 1970 00:00:00 GMT")).secondsSinceYearZero
        #expect(newYear - epoch == 946_684_800)
        #expect(HTTPDate("Sun, 30 Feb 2000 00:00:00 GMT") == nil)
        #expect(HTTPDate("Sat, 01 Jan 2000 24:00:00 GMT") == nil)
    }
}
