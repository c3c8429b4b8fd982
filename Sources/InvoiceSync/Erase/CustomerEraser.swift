import FGOModels
import InvenTreeClient

/// What is erased of one customer in each kind of record.
///
/// What identifies an invoice, an order, a run or a line stays, and so do lines that a sync is about to add. Pure.
struct CustomerEraser: Sendable {
    private let text: TextEraser
    private let codes: Set<TaxIdentity>
    /// The customer's keys in the directory: folded names, and tax codes as ``TaxIdentity/lockName``.
    private let keys: Set<String>
    /// The customer's invoices, by their keys in the ledger.
    private let invoices: Set<String>

    init(_ customer: KnownCustomer) {
        text = TextEraser(names: customer.names, codes: customer.codes)
        codes = customer.codes
        keys = customer.keys
        invoices = customer.invoices
    }

    /// The content of a record without the customer; `nil` if the record holds nothing of it.
    func content(of record: KeptRecord) -> KeptRecord.Content? {
        let fields = record.content.map { ($0, without($1, $0, record.kind)) }
        let erased = Dictionary(uniqueKeysWithValues: fields)
        return erased == record.content ? nil : erased
    }

    /// Whether an entry of the directory is about the customer.
    func concerns(_ entry: DirectoryEntry) -> Bool {
        guard entry.key.kind == .customer else { return false }
        if !keys.isDisjoint(with: entry.key.customerWords) { return true }
        guard let company: Company = Memo.row(entry.value) else { return false }
        return TaxIdentity(company.taxID).map(codes.contains) ?? false || text.erasedName(company.name) != company.name
    }

    /// A field without the customer.
    private func without(_ value: JSONValue, _ field: KeptRecord.Field, _ kind: KeptRecord.Kind) -> JSONValue {
        switch (kind, field) {
        case (.ledger, _): ledgerRecord(value)
        case (.results, .log): log(value)
        case (.runs, _): value.mapTexts(text.erased) { ["output", "reason"].contains($0) }
        case (.audit, _): value.mapTexts(text.erased) { $0 == "detail" }
        case (_, .reason), (_, .output), (_, .log), (_, .record): value.mapTexts(text.erased) { _ in true }
        }
    }

    private func ledgerRecord(_ record: JSONValue) -> JSONValue {
        guard case .object(var fields) = record else { return record }
        let isOwn = record["invoice"]?.plainText.map(invoices.contains) ?? false
        fields["reason"] = fields["reason"]?.mapTexts(text.erased) { _ in true }
        if let order = fields["order"] {
            fields["order"] = order.mapTexts({ isOwn ? TextEraser.placeholder : text.erasedName($0) }) { $0 == "name" }
        }
        return .object(fields)
    }

    private func log(_ log: JSONValue) -> JSONValue {
        guard case .object(var fields) = log else { return log }
        if case .array(let entries)? = fields["invoices"] { fields["invoices"] = .array(entries.map(entry)) }
        for (name, value) in fields where name != "invoices" {
            fields[name] = value.mapTexts(text.erased) { !Self.isIdentity($0) }
        }
        return .object(fields)
    }

    /// An entry of a log; of the customer's own invoices also the name of the company on the server, whatever it is.
    private func entry(_ entry: JSONValue) -> JSONValue {
        let (serie, numar) = (entry["serie"]?.plainText, entry["numar"]?.plainText)
        let isOwn = invoices.contains(InvoiceName(id: nil, serie: serie, numar: numar).key)
        let company = entry["customer"]?["name"]?.plainText
        let text = isOwn ? company.map(self.text.adding) ?? self.text : self.text
        let erased = entry.mapTexts(text.erased) { !Self.isIdentity($0) }
        guard let company, case .object(var fields) = erased, case .object(var customer)? = fields["customer"] else {
            return erased
        }
        customer["name"] = .text(text.erasedName(company))
        fields["customer"] = .object(customer)
        return .object(fields)
    }

    /// Whether a field of a log identifies something, or is one of a few words.
    private static func isIdentity(_ name: String) -> Bool {
        ["timestamp", "invoice_id", "serie", "numar", "result", "reference", "ipn"].contains(name)
    }
}

extension DirectoryKey {
    /// The names and codes that a customer's key is made of (see ``DirectoryMemory``).
    fileprivate var customerWords: [String] {
        name.drop { $0 != " " }.dropFirst().split(separator: "\u{1F}").map(String.init)
    }

    /// The folded name and the code of a customer's key, where it has both.
    var customerNameAndCode: (name: String, code: String)? {
        let words = customerWords
        return words.count == 2 ? (words[0], words[1]) : nil
    }
}

extension JSONValue {
    /// The value with other texts.
    ///
    /// - Parameters:
    ///   - change: The new text.
    ///   - isChanged: Whether the texts of a field are changed, also in a list; objects in it are judged by their own fields.
    /// - Returns: The value.
    func mapTexts(_ change: (String) -> String, where isChanged: (_ field: String) -> Bool) -> JSONValue {
        mapTexts(change, isOn: true, where: isChanged)
    }

    private func mapTexts(_ change: (String) -> String, isOn: Bool, where isChanged: (String) -> Bool) -> JSONValue {
        switch self {
        case .text(let text): .text(isOn ? change(text) : text)
        case .array(let elements): .array(elements.map { $0.mapTexts(change, isOn: isOn, where: isChanged) })
        case .object(let fields):
            .object(
                Dictionary(
                    uniqueKeysWithValues: fields.map { name, value in
                        (name, value.mapTexts(change, isOn: isChanged(name), where: isChanged))
                    }
                )
            )
        default: self
        }
    }
}
