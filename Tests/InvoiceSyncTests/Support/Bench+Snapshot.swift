import FGOModels
import InvenTreeSimulator

extension Bench {
    /// All that a sync may write, in words, one row each: two servers with the same words are in the same state.
    var snapshot: [String] {
        let companies = server.companies.map { "company \($0.name), CUI \($0.taxID), \($0.isCustomer)" }
        let parts = server.parts.map { "part \($0.name), IPN \($0.ipn), \($0.isSalable)" }
        let customers = Dictionary(uniqueKeysWithValues: server.companies.map { ($0.pk, $0.name) })
        let names = Dictionary(uniqueKeysWithValues: server.parts.map { ($0.pk, $0.name) })
        let orders = server.orders.sorted { $0.description < $1.description }.flatMap { order in
            let customer = order.customer.flatMap { customers[$0] } ?? "nobody"
            let head = "order \(order.description) of \(customer), \(order.issueDate ?? "-"), \(order.currency ?? "-")"
            let lines = server.lines(ofOrder: order.pk).map { line in
                let name = line.part.flatMap { names[$0] } ?? "?"
                return "- " + Self.words(line.quantity, name, line.salePrice, line.currency, line.reference)
            }
            let extra = server.extraLines(ofOrder: order.pk).map { line in
                "- extra "
                    + Self.words(line.quantity, line.description, line.price, line.currency, line.reference)
            }
            return [head] + lines + extra
        }
        return companies.sorted() + parts.sorted() + orders
    }
}
