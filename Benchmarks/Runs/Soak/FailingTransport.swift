import Foundation
import HTTPTypes
import InvenTreeClient
import Synchronization

/// Carries requests to the server, or while it is said to be away to where nobody listens.
final class FailingTransport: HTTPTransport {
    /// Which requests do not arrive.
    enum Outage: CaseIterable {
        case none
        case writes
        case all

        /// What a run meets: every tenth one an outage, by turns from its first request on and in the midst of its writes.
        static func during(run number: Int) -> Outage {
            switch number % 20 {
            case 5: .all
            case 15: .writes
            default: .none
            }
        }
    }

    private let transport: CurlTransport
    private let current = Mutex(Outage.none)

    init(_ transport: CurlTransport) {
        self.transport = transport
    }

    /// Which requests do not arrive now.
    var outage: Outage {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    func send(_ request: HTTPRequest, body: Data?) async throws(TransportError) -> HTTPAnswer {
        var request = request
        let arrives =
            switch outage {
            case .none: true
            case .writes: request.method == .get
            case .all: false
            }
        if !arrives { request.authority = "127.0.0.1:9" }
        return try await transport.send(request, body: body)
    }
}
