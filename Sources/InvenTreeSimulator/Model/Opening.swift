/// What a request reads when it comes in, before the time it takes has passed.
///
/// The server reads and writes at different moments, and what happens between is lost or collides. A request is opened
/// when it arrives and carried out when its latency is over; with requests one after another nothing can go wrong.
struct Opening: Sendable {
    /// The reference that an order without one will get, as counted on arrival.
    var reference: String?
    /// Whether that reference was in use then already, which the server's own counting can bring about.
    var wasReferenceTaken = false
    /// The order that the request will write back as a whole, as it was on arrival.
    var header: SimulatedOrder?
    /// Whether the request creates a part, which locks the tree of parts.
    var createsPart = false
    /// Whether a deadlock will end it.
    var isDeadlocked = false
}

extension Database {
    /// Reads what a request needs on arrival.
    mutating func open(_ call: Call, _ route: Route) -> Opening {
        var opening = Opening()
        guard call.method.isWrite, case .object(let members) = call.payload else { return opening }
        switch route {
        case .orders where members["reference"] == nil:
            let reference = nextReference()
            opening.reference = reference
            opening.wasReferenceTaken = orders.hasReference(reference)
        case .parts where call.method == .post:
            opening.createsPart = true
            opening.isDeadlocked = races.beginPartCreation()
        case .order(let pk), .orderAction(let pk, _):
            opening.header = orders[pk]
        case .metadata(let row) where row.model == .order:
            opening.header = orders[row.pk]
        case .lines, .extraLines:
            opening.header = members["order"].flatMap(FieldReader.key).flatMap { orders[$0] }
        case .line(let pk):
            opening.header = lines[pk].flatMap { orders[$0.order] }
        case .extraLine(let pk):
            opening.header = extraLines[pk].flatMap { orders[$0.order] }
        default:
            break
        }
        return opening
    }

    /// Ends what ``open(_:_:)`` began; every opened request is closed once.
    mutating func close(_ opening: Opening) {
        if opening.createsPart { races.endPartCreation() }
    }
}
