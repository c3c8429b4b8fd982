/// A part as the simulator holds it.
public struct SimulatedPart: Sendable, Equatable {
    /// The key, given when the row is stored; 0 before that.
    public internal(set) var pk = 0
    /// The name; with IPN and revision it is unique.
    public var name: String
    /// The internal part number, empty when there is none.
    public var ipn: String
    /// The revision, empty when there is none.
    public var revision: String
    /// A free text.
    public var description: String
    /// Whether it may stand on order lines.
    public var isSalable: Bool
    /// Whether it is in use.
    public var isActive: Bool
    /// Whether its own definition may change.
    public var isLocked = false
    /// The category, if there is one.
    public var category: Int?
    /// The physical unit, empty when there is none.
    public var units = ""
    /// Markdown notes.
    public var notes: String?

    var keywords: String?
    var link: String?
    var isAssembly = false
    var isComponent = true
    var isPurchaseable = true
    var isTemplate = false
    var isTestable = false
    var isTrackable = false
    var isVirtual = false
    var creationDate = ""
    var creationUser: Int?
    var metadata = JSONObject()
    private(set) var searchText = ExactText("")

    /// Makes a part to seed a simulator with.
    ///
    /// - Parameters:
    ///   - name: The name, at most 100 characters.
    ///   - ipn: The internal part number.
    ///   - revision: The revision.
    ///   - description: A free text.
    ///   - isSalable: Whether it may stand on order lines.
    ///   - isActive: Whether it is in use.
    public init(
        name: String,
        ipn: String = "",
        revision: String = "",
        description: String = "",
        isSalable: Bool = true,
        isActive: Bool = true
    ) {
        self.name = name
        self.ipn = ipn
        self.revision = revision
        self.description = description
        self.isSalable = isSalable
        self.isActive = isActive
    }
}

extension SimulatedPart {
    var searchFields: [String] { [name, description, ipn, revision, keywords ?? ""] }
    var identity: [ExactText] { [ExactText(name), ExactText(ipn), ExactText(revision)] }
    var fullName: String { [ipn, name, revision].filter { !$0.isEmpty }.joined(separator: " | ") }

    mutating func index() {
        searchText = ExactText(folding: searchFields.joined(separator: "\0"))
    }
}

/// A category of parts.
struct PartCategory: Sendable {
    var pk = 0
    var name: String
    var description = ""
    var parent: Int?
    var isStructural = false
}

/// All parts and the indexes over them.
struct PartTable: Sendable {
    private var table = Table<SimulatedPart>()
    private var byFoldedName = LookupIndex<ExactText>()
    private var byFoldedIPN = LookupIndex<ExactText>()
    private var byIdentity = LookupIndex<[ExactText]>()
    private var sorted = SortedIndex<ExactText>()
    private var texts = TextIndex()

    var rows: [SimulatedPart] { table.rows }
    /// The keys by name, which is how the server lists parts.
    var keysByName: [Int] { sorted.keys }
    var count: Int { table.count }

    /// How many parts sort behind a name.
    func count(behind name: String) -> Int { sorted.count(after: ExactText(name)) }

    subscript(pk: Int) -> SimulatedPart? { table[pk] }

    func filter(_ keys: [Int], _ isIncluded: (SimulatedPart) -> Bool) -> [Int] { table.filter(keys, isIncluded) }

    /// The parts whose name or IPN is this one but for its case.
    func keys(foldedName: ExactText) -> [Int] { byFoldedName[foldedName] }
    func keys(foldedIPN: ExactText) -> [Int] { byFoldedIPN[foldedIPN] }

    /// The parts whose own text a search may find, or nil where it may find any.
    func keys(for terms: SearchTerms) -> [Int]? { terms.indexed.flatMap(texts.candidates(containing:)) }

    /// Whether another row has the part's name, IPN and revision.
    func hasTwin(of part: SimulatedPart) -> Bool {
        byIdentity[part.identity].contains { $0 != part.pk }
    }

    /// Uses up a key, as an insert that the database rolls back does.
    mutating func burnKey() {
        _ = table.nextKey()
    }

    @discardableResult mutating func insert(_ part: SimulatedPart) -> SimulatedPart {
        var part = part
        part.pk = table.nextKey()
        put(part)
        return table[part.pk] ?? part
    }

    mutating func put(_ part: SimulatedPart) {
        var part = part
        part.index()
        remove(part.pk, keepingText: part.searchText)
        table[part.pk] = part
        byFoldedName.insert(ExactText(folding: part.name), key: part.pk)
        byFoldedIPN.insert(ExactText(folding: part.ipn), key: part.pk)
        byIdentity.insert(part.identity, key: part.pk)
        sorted.insert(ExactText(part.name), key: part.pk)
    }

    mutating func remove(_ pk: Int) {
        remove(pk, keepingText: nil)
    }

    /// Takes a row out of all indexes; its text stays where the new row has the same.
    private mutating func remove(_ pk: Int, keepingText text: ExactText?) {
        if table[pk]?.searchText != text {
            if let old = table[pk] { texts.remove(old.searchText, key: pk) }
            if let text { texts.insert(text, key: pk) }
        }
        guard let old = table[pk] else { return }
        table[pk] = nil
        byFoldedName.remove(ExactText(folding: old.name), key: pk)
        byFoldedIPN.remove(ExactText(folding: old.ipn), key: pk)
        byIdentity.remove(old.identity, key: pk)
        sorted.remove(ExactText(old.name), key: pk)
    }
}
