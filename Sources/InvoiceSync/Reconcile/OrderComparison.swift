import FGOModels
import InvenTreeClient

/// An invoice of a finished document, and what became of it when it was synced.
struct SyncedInvoice: Sendable {
    let document: DocumentID
    let draft: OrderDraft
    /// What former syncs did of it.
    let history: InvoiceHistory
    /// The lines that its log names as missing.
    let missing: [MissingProduct]
    /// Whether the document's `data` has changed since.
    let isChanged: Bool
    /// Whether its order should be there: it was synced without failing, or would be now that it has changed.
    let isOrderExpected: Bool

    func discrepancy(
        _ kind: Discrepancy.Kind,
        _ order: SalesOrder?,
        _ detail: String,
        obstacle: String? = nil
    ) -> Discrepancy {
        Discrepancy(
            kind: kind,
            document: document,
            invoice: draft.invoice,
            order: order,
            detail: detail,
            obstacle: obstacle
        )
    }
}

/// Compares one invoice with its order (<doc:OrderRules#Existing-orders>).
///
/// Pure.
struct OrderComparison: Sendable {
    let invoice: SyncedInvoice
    let order: SalesOrder
    let lines: [StandingLine]
    let parts: LinePlanner.FoundParts
    let customer: CompanyIndex.Match
    /// The name of the order's customer, if that is not the invoice's and the server tells it.
    let otherOwner: String?
    let planner: OrderPlanner

    private var isPending: Bool { order.status == .pending }

    /// Every way in which the order is not the invoice's: header, customer, lines, total.
    var discrepancies: [Discrepancy] {
        let all = [description, header, ownership].compactMap { $0 } + lineDiscrepancies
        return isPending ? all : all.map { $0.hindered(by: Obstacle.notPending) }
    }

    private var description: Discrepancy? {
        let standing = AcceptableText.clean(order.description)
        // A note behind the description is a warning and no difference.
        guard standing != invoice.draft.description,
            !OrderIndex.beginnings(of: standing).contains(invoice.draft.description)
        else { return nil }
        let detail =
            "the order has the description “\(order.description)” instead of “\(invoice.draft.description)”"
        return invoice.discrepancy(.headerDiffers, order, detail, obstacle: Obstacle.keepsDescriptions)
    }

    private var header: Discrepancy? {
        let changes = planner.headerChanges(to: order, for: invoice.draft)
        var words: [String] = []
        if case .set(let date) = changes.issueDate {
            words.append("issued \(order.issueDate.map(\.description) ?? "never") instead of \(date)")
        }
        if case .set(let currency) = changes.orderCurrency {
            words.append("in \(order.orderCurrency ?? "no currency") instead of \(currency)")
        }
        if let reference = changes.customerReference {
            words.append("referenced “\(order.customerReference)” by the customer instead of “\(reference)”")
        }
        guard !words.isEmpty else { return nil }
        return invoice.discrepancy(.headerDiffers, order, "the order is \(words.joined(separator: ", "))")
    }

    private var ownership: Discrepancy? {
        let name = invoice.draft.customer.name
        guard case .existing(let company, _) = customer, company.id == order.customer else {
            let detail = "the order belongs to \(order.owner(named: otherOwner)), not to “\(name)”"
            return invoice.discrepancy(.customerDiffers, order, detail, obstacle: Obstacle.keepsCustomers)
        }
        let changes = invoice.draft.customer.changes(to: company)
        guard isPending, !changes.isEmpty else { return nil }
        let words = [
            changes.taxID.map { "lacks the tax code \(TaxIdentity.shown($0))" },
            changes.isCustomer.map { _ in "is not marked as a customer" },
        ]
        let detail = "company \(company.id) “\(company.name)” \(words.compactMap { $0 }.joined(separator: " and "))"
        return invoice.discrepancy(.customerDiffers, order, detail)
    }

    private var lineDiscrepancies: [Discrepancy] {
        let comparison = LineComparison(
            invoice,
            on: order,
            with: lines,
            parts: parts,
            rules: planner
        )
        var all = comparison.findings.map { invoice.discrepancy($0.kind, order, $0.detail, obstacle: $0.obstacle) }
        if comparison.asked != comparison.standing {
            let detail = "the order's lines come to \(comparison.standing), the invoice's to \(comparison.asked)"
            let obstacle = all.compactMap(\.obstacle).first
            all.append(invoice.discrepancy(.totalDiffers, order, detail, obstacle: obstacle))
        }
        return all
    }
}
