import InvenTreeClient

/// Steps that one request carries out: one, or several removals of lines of one kind.
struct LineBatch: Sendable {
    private(set) var steps: [LineStep]

    /// Puts steps together as far as the server takes them together.
    ///
    /// - Parameters:
    ///   - steps: The steps, removals last.
    ///   - server: The server.
    /// - Returns: The batches, with the steps in their order.
    static func batches(of steps: [LineStep], _ server: ServerInfo) -> [LineBatch] {
        steps.reduce(into: []) { batches, step in
            if server.deletesLinesTogether, let last = batches.last, last.takes(step) {
                batches[batches.count - 1].steps.append(step)
            } else {
                batches.append(LineBatch(steps: [step]))
            }
        }
    }

    /// The lines that it removes.
    var lines: [StandingLine] { steps.compactMap(\.removed) }

    /// The order lines among them.
    var orderLines: [SalesOrderLine.ID] { lines.compactMap { if case .part(let id) = $0.id { id } else { nil } } }

    /// The extra lines among them.
    var extraLines: [SalesOrderExtraLine.ID] { lines.compactMap { if case .extra(let id) = $0.id { id } else { nil } } }

    private func takes(_ step: LineStep) -> Bool {
        guard let line = step.removed, let last = steps.last?.removed else { return false }
        return line.id.isExtra == last.id.isExtra
    }
}
