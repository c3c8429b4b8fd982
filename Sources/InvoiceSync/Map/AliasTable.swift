public import Foundation

/// The parts or customers that an operator chose for names and codes of invoices (<doc:NameRules#Aliases>).
///
/// InvenTree cannot merge or rename without consequences: this is how a renamed or merged part keeps receiving its invoices.
/// The table is a CSV file (RFC 4180, UTF-8) with the header `name,code,target`:
///
/// ```csv
/// name,code,target
/// Bec LED 10 W,,BL-10
/// ,OLD-7,#4211
/// ```
///
/// An alias with a name and a code counts for both together, before one with a code alone, before one with a name alone.
public struct AliasTable: Sendable, Hashable {
    /// What a table is about.
    public enum Kind: Sendable, Hashable {
        /// Parts: the code is `cod_conta_produs`, a target the IPN of a part.
        case parts
        /// Customers: the code is `cod_unic_client`, a target the CUI of a company.
        case customers
    }

    /// What an alias stands for.
    enum Target: Sendable, Hashable {
        /// The row of this server key, written `#12`.
        case key(Int)
        /// The row of this IPN or CUI.
        case code(String)
    }

    /// One row of the table.
    struct Alias: Sendable, Hashable {
        let key: AliasKey
        let target: Target
        let line: Int
    }

    /// The file, as messages name it.
    public let file: String
    let kind: Kind
    let aliases: [Alias]

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - csv: The text of the file.
    ///   - kind: What the table is about.
    ///   - file: The file's name for messages.
    /// - Throws: ``AliasError`` that names the line, if the text is no such table or holds a key twice.
    public init(csv: Data, kind: Kind, file: String) throws(AliasError) {
        self.file = file
        self.kind = kind
        let rows = try CSVRow.rows(of: csv, file: file)
        guard let header = rows.first, header.fields.map({ $0.lowercased() }) == ["name", "code", "target"] else {
            throw AliasError(file: file, line: rows.first?.line ?? 1, "the header must be name,code,target")
        }
        var lines: [AliasKey: Int] = [:]
        var aliases: [Alias] = []
        for row in rows.dropFirst() {
            let alias = try Self.alias(row, kind, file)
            if let line = lines.updateValue(row.line, forKey: alias.key) {
                throw AliasError(file: file, line: row.line, "the same name and code as in line \(line)")
            }
            aliases.append(alias)
        }
        self.aliases = aliases
    }

    /// Reads a table from a file.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - kind: What the table is about.
    /// - Throws: ``AliasError`` if the file cannot be read, is no such table or holds a key twice.
    public init(contentsOf path: String, kind: Kind) throws(AliasError) {
        guard let csv = FileManager.default.contents(atPath: path) else {
            throw AliasError(file: path, line: nil, "cannot be read")
        }
        try self.init(csv: csv, kind: kind, file: path)
    }

    private static func alias(_ row: CSVRow, _ kind: Kind, _ file: String) throws(AliasError) -> Alias {
        guard row.fields.count == 3 else {
            throw AliasError(file: file, line: row.line, "\(row.fields.count) fields instead of 3: name,code,target")
        }
        let (name, code, target) = (row.fields[0], row.fields[1], row.fields[2])
        guard let key = AliasKey(name: name, code: code, kind) else {
            let reason =
                code.isEmpty
                ? "neither a name nor a code" : "the code “\(TaxIdentity.shown(code))” identifies no customer"
            throw AliasError(file: file, line: row.line, reason)
        }
        guard !target.isEmpty else { throw AliasError(file: file, line: row.line, "no target") }
        guard target.hasPrefix("#") else { return Alias(key: key, target: .code(target), line: row.line) }
        guard let pk = Int(target.dropFirst()), pk > 0 else {
            throw AliasError(file: file, line: row.line, "“\(target)” is not a server key such as #12")
        }
        return Alias(key: key, target: .key(pk), line: row.line)
    }
}

/// The name and the code by which an alias is found; one of them may be absent.
struct AliasKey: Hashable, Sendable {
    private let name: FoldedName?
    private let code: String?

    /// The key of a row; `nil` if it has neither name nor code, or a code that identifies no customer.
    init?(name: String, code: String, _ kind: AliasTable.Kind) {
        self.name = name.isEmpty ? nil : FoldedName(name)
        switch kind {
        case _ where code.isEmpty: self.code = nil
        case .parts: self.code = FoldedName(code).description
        case .customers:
            guard let tax = TaxIdentity(code) else { return nil }
            self.code = tax.code
        }
        guard self.name != nil || self.code != nil else { return nil }
    }

    private init(name: FoldedName?, code: String?) {
        self.name = name
        self.code = code
    }

    /// The keys that fit a line or customer, the most exact first.
    static func keys(of name: FoldedName, code: String?) -> [AliasKey] {
        let byName = AliasKey(name: name, code: nil)
        guard let code else { return [byName] }
        return [AliasKey(name: name, code: code), AliasKey(name: nil, code: code), byName]
    }
}

/// The reason why a table of aliases cannot be used.
public struct AliasError: Error, Sendable, CustomStringConvertible {
    /// The file, the line and the reason, in a sentence.
    public let description: String

    init(file: String, line: Int?, _ reason: String) {
        description = file + (line.map { " line \($0): " } ?? " ") + reason
    }
}
