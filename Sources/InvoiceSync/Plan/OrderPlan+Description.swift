import Foundation
import InvenTreeClient

extension OrderPlan {
    /// The steps in words, one a line; none where nothing is to be written.
    public var steps: [String] {
        let all = [customer.description, order.description(draft)] + lines.map { $0.description(draft.currency) }
        return all.compactMap { $0 }
            + missing.map { "missing: \($0.name ?? $0.ipn ?? "?"): \($0.reason)" }
            + warnings.map { "warning: \($0)" }
    }
}

extension CustomerStep {
    fileprivate var description: String? {
        switch self {
        case .use, .keep: nil
        case .missing(let reason): "fail: \(reason)"
        case .create(let draft):
            "create customer “\(draft.name)”" + (draft.taxID.nonEmpty.map { ", CUI \(TaxIdentity.shown($0))" } ?? "")
        case .update(let company, let changes):
            "change customer “\(company.name)” (\(company.id)): "
                + [
                    changes.taxID.map { "CUI \(TaxIdentity.shown($0))" },
                    changes.isCustomer.map { _ in "make it a customer" },
                ]
                .compactMap { $0 }.joined(separator: ", ")
        }
    }
}

extension OrderStep {
    fileprivate func description(_ draft: OrderDraft) -> String? {
        switch self {
        case .keep: return nil
        case .create:
            let date = draft.issueDate.map { " of \($0)" } ?? ""
            return "create order “\(draft.description)”\(date) in \(draft.currency) for “\(draft.customer.name)”"
        case .leave(let order): return "leave order \(order.reference): it is no longer pending"
        case .update(let order, let changes):
            var words: [String] = []
            if case .set(let date) = changes.issueDate { words.append("issued \(date)") }
            if case .set(let currency) = changes.orderCurrency { words.append("currency \(currency)") }
            if let reference = changes.customerReference { words.append("customer reference “\(reference)”") }
            return "change order \(order.reference): \(words.joined(separator: ", "))"
        }
    }
}

extension LineStep {
    fileprivate func description(_ currency: String) -> String? {
        switch self {
        case .keep: nil
        case .add(let line, let part): "add " + line.description(currency) + (part?.suffix ?? "")
        case .remove(let line): "remove line \(line.id.rawValue), \(line.title), which the invoice no longer has"
        case .update(let line, let changes, _, let part):
            "change line \(line.id.rawValue): \(changes.description)" + (part?.suffix ?? "")
        }
    }
}

extension PartStep {
    fileprivate var suffix: String {
        switch self {
        case .use: ""
        case .update(_, let changes):
            ", after "
                + [
                    changes.ipn.map { "giving the part the code \($0)" },
                    changes.isSalable.map { _ in "making the part salable" },
                ]
                .compactMap { $0 }.joined(separator: " and ")
        case .create: ", after creating the part"
        }
    }
}

extension LineDraft {
    /// What the line is for, in words.
    var title: String {
        switch item {
        case .part(let part): part.name
        case .extra(let description): "extra \(description)"
        }
    }

    /// The line in words, such as `2 × “Bolt” at 10.5 RON`.
    func description(_ currency: String) -> String {
        let price = price.map { " at \($0) \(currency)" } ?? " without price"
        return switch item {
        case .part(let part): "\(quantity) × “\(part.name)”\(price)"
        case .extra(let description): "extra line \(quantity) × “\(description)”\(price)"
        }
    }
}

extension LineChanges {
    fileprivate var description: String {
        var words: [String] = []
        if let quantity { words.append("quantity \(quantity)") }
        switch price {
        case .set(let price): words.append("price \(price)")
        case .null: words.append("no price")
        case .unchanged: break
        }
        if let currency { words.append("currency \(currency)") }
        if let reference { words.append("reference “\(reference)”") }
        if notes != nil { words.append("notes") }
        if let number { words.append("number \(number)") }
        if let discount { words.append("discount \(discount) %") }
        return words.joined(separator: ", ")
    }
}
