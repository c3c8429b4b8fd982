import InvenTreeClient

/// The lines of an invoice that cannot be read, and the lines of its order that they may stand for.
///
/// Pure. An edit that makes a good line unreadable spoils that line alone: the one on the order stays
/// (<doc:InvoiceRules#Unreadable-lines-and-invoices>).
struct UnreadableLines {
    private let products: [MissingProduct]

    init(_ products: [MissingProduct]) {
        self.products = products
    }

    /// The lines that none of the unreadable ones stands for.
    ///
    /// - Parameter lines: Lines that syncs added and that no readable line of the invoice asks for.
    /// - Returns: Those that may be removed; none if an unreadable line has neither a name nor a code.
    func removable(among lines: [StandingLine]) -> [StandingLine] {
        if products.contains(where: { $0.name == nil && $0.ipn == nil }) { return [] }
        var rest = lines
        for product in products {
            guard let index = rest.firstIndex(where: { product.mayBe($0) }) else { continue }
            rest.remove(at: index)
        }
        return rest
    }
}

extension MissingProduct {
    /// Whether a line on the server may be for the product; a line whose part is not shown may be for any.
    fileprivate func mayBe(_ line: StandingLine) -> Bool {
        switch line.subject {
        case .extra(let description)?: return name.map { FoldedName($0) == description } ?? false
        case nil: return false
        case .part?:
            guard let part = line.partDetail else { return true }
            let isSameCode = ipn.map { !$0.isEmpty && FoldedName($0) == FoldedName(part.ipn) } ?? false
            return isSameCode || name.map { FoldedName($0) == FoldedName(part.name) } ?? false
        }
    }
}
