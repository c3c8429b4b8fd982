import InvenTreeSimulator
import Synchronization

/// What may happen to one request on its way.
enum Fault: CaseIterable, Sendable {
    /// The connection is cut before the request is carried out.
    case cutBefore
    /// The connection is cut after it.
    case lostAnswer
    /// A gateway answers for a server that carried nothing out.
    case gateway
    /// A gateway answers for a server that carried it out.
    case gatewayAfter
    /// The server fails.
    case crash
    /// The server fails, and the row is written.
    case crashAfter
    /// Half of the answer arrives.
    case halfAnswer
    /// The server wants fewer requests.
    case throttled

    var action: FaultAction {
        switch self {
        case .cutBefore: .drop
        case .lostAnswer: .carryOutThenDrop
        case .gateway: .answer(status: 502, body: "<html>")
        case .gatewayAfter: .carryOutThenAnswer(status: 504, body: "<html>")
        case .crash: .answer(status: 500, body: #"{"error":"OperationalError"}"#)
        case .crashAfter: .carryOutThenAnswer(status: 500, body: #"{"error":"InvalidOperation"}"#)
        case .halfAnswer: .carryOutThenAnswer(status: 200, body: #"{"pk": 1, "na"#)
        case .throttled: .answer(status: 429, headers: ["Retry-After": "1"])
        }
    }

    /// The faults that differ for a request that only reads.
    static let ofReading: [Fault] = [.lostAnswer, .halfAnswer]
}

/// Lets a fault happen to the first request of each kind that it has not seen.
final class FirstOfEach: Sendable {
    private let seen = Mutex<Set<String>>([])

    func isFirst(_ request: SimulatedRequest) -> Bool {
        let name = "\(request.method) \(request.path) \(String(decoding: request.body, as: UTF8.self))"
        return seen.withLock { $0.insert(name).inserted }
    }
}
