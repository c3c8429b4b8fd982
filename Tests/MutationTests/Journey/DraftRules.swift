import Foundation

@testable import InvoiceSync

/// What the server takes, said a second time and in another way than the mapper does (SyncRules, “Numbers” and “Text”).
enum DraftRules {
    /// What of a draft the server would refuse or change.
    static func faults(of draft: OrderDraft) -> [String] {
        var faults = text("description", draft.description, 250) + text("customer", draft.customer.name, 100)
        faults += text("whole name", draft.customer.wholeName ?? "x", 500)
        faults += text("tax_id", draft.customer.taxID, 50, mayBeEmpty: true)
        if draft.currency.count != 3 { faults.append("currency is “\(draft.currency)”") }
        for line in draft.lines { faults += self.faults(of: line).map { "\(line.path): \($0)" } }
        return faults
    }

    private static func faults(of line: LineDraft) -> [String] {
        var faults = text("reference", line.reference, 100, mayBeEmpty: true)
        faults += text("notes", line.notes, 500, mayBeEmpty: true)
        switch line.item {
        case .part(let part):
            faults += text("name", part.name, 100) + text("IPN", part.ipn, 100, mayBeEmpty: true)
            faults += text("whole name", part.wholeName ?? "x", 250)
            if (line.price ?? 0) < 0 { faults.append("price \(line.price ?? 0) is negative") }
        case .extra(let description): faults += text("description", description, 250)
        }
        if !(line.quantity > 0) { faults.append("quantity \(line.quantity) is not above zero") }
        faults += number("quantity", line.quantity, decimals: 5, wholeDigits: 10)
        if let price = line.price { faults += number("price", price, decimals: 6, wholeDigits: 12) }
        return faults
    }

    private static func number(_ name: String, _ number: Decimal, decimals: Int, wholeDigits: Int) -> [String] {
        let parts = number.magnitude.description.split(separator: ".")
        let isSound =
            !number.isNaN && (1...2).contains(parts.count)
            && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
            && parts[0].count <= wholeDigits && (parts.count < 2 || parts[1].count <= decimals)
        return isSound ? [] : ["\(name) is \(number)"]
    }

    private static func text(_ name: String, _ text: String, _ limit: Int, mayBeEmpty: Bool = false) -> [String] {
        let scalars = text.unicodeScalars
        var faults: [String] = []
        if scalars.count > limit { faults.append("has \(scalars.count) characters") }
        if scalars.isEmpty, !mayBeEmpty { faults.append("is empty") }
        if scalars.contains(where: isRefused) { faults.append("holds what the server changes or refuses") }
        if holdsReference(text) { faults.append("holds an entity") }
        if let first = scalars.first, let last = scalars.last,
            first.properties.isWhitespace || last.properties.isWhitespace
        {
            faults.append("begins or ends in white space")
        }
        if AcceptableText.make(text, limit: limit) != text { faults.append("would be changed again") }
        return faults.map { "\(name) “\(text.cut(at: 40))” \($0)" }
    }

    /// Whether a cleaner of HTML would read a part of the text: a number, a name with its semicolon, an old name without.
    private static func holdsReference(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "&"))
            && text.contains(
                /&(?:#[0-9]|#[xX][0-9a-fA-F]|(?:amp|lt|gt|quot|nbsp|copy|reg|times|sect|not|deg|para|euro;))/
            )
    }

    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x3C, 0x3E, 0xA0, 0x2000...0x200A,
            0x202F, 0x3000, 0xFEFF:
            true
        default: false
        }
    }
}
