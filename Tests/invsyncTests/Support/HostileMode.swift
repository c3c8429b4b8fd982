import Foundation
import InvenTreeSimulator
import Synchronization

/// A way in which a server answers without measure.
enum HostileMode: String, CaseIterable, Sendable {
    /// Two million rows in one answer, to searches and lists.
    case hugeAnswer
    /// A rejection of 50 MB.
    case bigError
    /// The same full page to whatever is asked.
    case samePages
    /// New rows on each page, without end.
    case endlessPages
    /// A pattern of references that a regular expression tries for ever.
    case slowPattern
    /// A pattern of 300,000 fields.
    case hugePattern
    /// A next reference of 2 MB.
    case wideNumber

    /// The exit status of a sync: 4 where the server is of no use; where only its references are, it numbers the orders.
    var exitStatus: Int32 {
        switch self {
        case .hugeAnswer, .bigError, .samePages, .endlessPages: 4
        case .slowPattern, .hugePattern, .wideNumber: 0
        }
    }
}

/// The answers of a server in a mode.
final class HostileAnswers: Sendable {
    private let mode: HostileMode
    private let answered = Atomic(0)
    private let big: String

    init(_ mode: HostileMode) {
        self.mode = mode
        big =
            switch mode {
            case .hugeAnswer:
                #"{"company":["# + String(repeating: #"{"pk":1,"name":"a"},"#, count: 2_000_000)
                    + #"{"pk":1,"name":"a"}]}"#
            case .bigError:
                #"{"name":["# + String(repeating: #""no such name","#, count: 3_500_000) + #""no"]}"#
            case .wideNumber: String(repeating: "0", count: 2_000_000)
            default: ""
            }
    }

    /// The number of requests that were answered in the mode.
    var count: Int { answered.load(ordering: .relaxed) }

    func action(for request: SimulatedRequest) -> FaultAction {
        guard let body = body(for: request) else { return .pass }
        answered.add(1, ordering: .relaxed)
        let status = mode == .bigError ? 400 : 200
        return .answer(status: status, headers: ["Content-Type": "application/json"], body: body)
    }

    private func body(for request: SimulatedRequest) -> String? {
        let isList = request.method == "GET" && request.path == "/api/company/"
        switch mode {
        case .hugeAnswer: return request.path == "/api/search/" || isList ? big : nil
        case .bigError: return request.method == "POST" && request.path == "/api/company/" ? big : nil
        // A search that is refused makes the client list.
        case .samePages, .endlessPages:
            if request.path == "/api/search/" { return #"{"company":{"error":"no"}}"# }
            return isList ? Self.page(of: mode == .samePages ? 0 : count) : nil
        case .slowPattern:
            let pattern = String(repeating: "{a}", count: 30) + "{ref:04d}Z"
            return reference(request, pattern: pattern, next: String(repeating: "a1", count: 30))
        case .hugePattern:
            return reference(request, pattern: String(repeating: "{a}", count: 300_000) + "{ref:04d}", next: "1")
        case .wideNumber: return reference(request, pattern: "SO-{ref:04d}", next: "SO-\(big)1")
        }
    }

    private static func page(of number: Int) -> String {
        let rows = (0..<250).map { #"{"pk":\#(number * 250 + $0 + 1),"name":"Nume \#(number * 250 + $0)"}"# }
        return #"{"count":10000,"results":[\#(rows.joined(separator: ","))]}"#
    }

    private func reference(_ request: SimulatedRequest, pattern: String, next: String) -> String? {
        switch (request.method, request.path) {
        case ("GET", "/api/settings/global/SALESORDER_REFERENCE_PATTERN/"):
            #"{"pk":1,"key":"SALESORDER_REFERENCE_PATTERN","value":"\#(pattern)"}"#
        case ("OPTIONS", "/api/order/so/"):
            #"{"actions":{"POST":{"reference":{"default":"\#(next)"}}}}"#
        default: nil
        }
    }
}
