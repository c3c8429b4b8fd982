/// A customer as an operator names it: by name, tax code (CUI) or personal code (CNP).
public struct CustomerReference: Sendable, Hashable {
    /// The name; `nil` if the text is a code of digits.
    let name: String?
    /// The code that the text may be.
    let code: TaxIdentity?

    /// The number of digits of a personal code.
    private static let personalCodeLength = 13

    /// The customer that a text names; `nil` if the text has neither letters nor digits.
    ///
    /// - Parameter text: A name or a code, in any of the forms that are the same customer to the sync (<doc:NameRules>):
    ///   `Ion  POPESCU`, `RO 123`, `CUI 12.3`.
    public init?(_ text: String) {
        let code = TaxIdentity(text)
        let isName = code?.code.contains { !$0.isASCII || !$0.isNumber } ?? true
        guard !isName || text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
        self.code = code
        name = isName ? text : nil
    }

    /// A Boolean value that indicates whether the text is, or may be meant for, the personal code of a private person: it
    /// must appear in no list of processes.
    public var isPersonalCode: Bool {
        guard let code else { return false }
        return code.isPersonal || name == nil && code.code.count == Self.personalCodeLength
    }

    /// Whether an invoice is to this customer.
    func names(_ name: String, _ tax: TaxIdentity?) -> Bool {
        if let code, code == tax { return true }
        return self.name.map { FoldedName($0) == FoldedName(name) } ?? false
    }
}

/// What a store knows of one customer: what is to be looked for.
struct KnownCustomer: Sendable {
    private(set) var names: Set<String> = []
    private(set) var codes: Set<TaxIdentity> = []
    /// The keys of the directory, which are also the names of locks.
    private(set) var keys: Set<String> = []
    /// The invoices, by their keys in the ledger.
    private(set) var invoices: Set<String> = []

    init(_ reference: CustomerReference) {
        if let name = reference.name { add(name: name) }
        if let code = reference.code { add(code: code) }
    }

    mutating func add(name: String) {
        guard !FoldedName(name).description.isEmpty else { return }
        names.insert(name)
        keys.formUnion(
            [name, AcceptableText.make(name, limit: FieldLimit.companyName)].map { FoldedName($0).description }
        )
    }

    /// Adds a code; the group of a personal code is no key, as it stands for many persons.
    mutating func add(code: TaxIdentity) {
        codes.insert(code)
        if !code.isPersonal { keys.insert(code.lockName) }
    }

    mutating func add(invoice key: String) { invoices.insert(key) }
}
