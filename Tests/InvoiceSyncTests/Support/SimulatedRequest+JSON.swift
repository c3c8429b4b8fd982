import FGOModels
import Foundation
import InvenTreeSimulator

extension SimulatedRequest {
    /// The body as JSON; nil where there is none.
    var json: JSONValue? { try? JSONValue(json: Data(body)) }

    /// Method and route, such as `POST /api/order/so/`.
    var place: String { "\(method) \(route)" }
}
