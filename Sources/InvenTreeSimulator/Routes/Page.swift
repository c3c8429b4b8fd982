/// The part of a list that an answer shows.
///
/// As real servers do (ServerBehaviour, “Lists”): with `limit` an object with `count` and links, without it a bare list
/// of everything; a limit that is none counts as not sent.
struct Page {
    let limit: Int?
    let offset: Int

    init(_ query: Query) {
        limit = query["limit"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        offset = max(0, query["offset"].flatMap { Int($0) } ?? 0)
    }

    /// The number of rows that a sorted list must get right, or nil for all.
    var bound: Int? { limit.map { $0 + offset } }

    func reply(to call: Call, keys: [Int], _ write: (inout JSONWriter, Int) -> Void) -> Reply {
        let shown = shown(of: keys)
        var reply = Reply.json { json in
            guard let limit else { return json.array(shown, write) }
            json.object { json in
                json.field("count", keys.count)
                json.field("next", next(call, count: keys.count, limit: limit))
                json.field("previous", previous(call, count: keys.count, limit: limit))
                json.member("results") { $0.array(shown, write) }
            }
        }
        reply.rows = shown.count
        return reply
    }

    private func shown(of keys: [Int]) -> ArraySlice<Int> {
        guard let limit else { return keys[...] }
        return offset < keys.count ? keys[offset..<min(keys.count, offset + limit)] : []
    }

    private func next(_ call: Call, count: Int, limit: Int) -> String? {
        guard offset + limit < count else { return nil }
        return link(call, limit: limit, offset: offset + limit)
    }

    private func previous(_ call: Call, count: Int, limit: Int) -> String? {
        guard offset > 0, count > 0 else { return nil }
        return link(call, limit: limit, offset: offset > limit ? offset - limit : nil)
    }

    private func link(_ call: Call, limit: Int, offset: Int?) -> String {
        let query = call.query.string(replacing: [
            ("limit", limit.description), ("offset", offset?.description),
        ])
        return "\(call.origin)\(call.path)?\(query)"
    }
}

/// How rows of a list are sorted.
struct Ordering {
    let field: String
    let isDescending: Bool

    private let sortsTiesByKey: Bool

    /// Reads `?ordering=`, of which names that the list does not know are ignored.
    init?(_ query: Query, known: [String], _ traits: VersionTraits) {
        sortsTiesByKey = traits.sortsTiesByKey
        guard let text = query.value("ordering") else { return nil }
        let names = text.split(separator: ",").map { String($0).trimmed }
        let wanted = names.first { known.contains($0.hasPrefix("-") ? String($0.dropFirst()) : $0) }
        guard let wanted else { return nil }
        isDescending = wanted.hasPrefix("-")
        field = isDescending ? String(wanted.dropFirst()) : wanted
    }

    /// Sorts rows by a value, and those that have the same by their key where the server does; a row without a value
    /// counts as the highest.
    func sort<Row: StoredRow, Value: Comparable>(_ rows: [Row], bound: Int?, by value: @escaping (Row) -> Value?)
        -> [Row]
    {
        TopRows.sort(rows, bound: bound) { left, right in
            let byValue = Self.compare(value(left), value(right))
            let order = byValue == 0 && sortsTiesByKey ? Self.compare(left.pk, right.pk) : byValue
            return isDescending ? -order : order
        }
    }

    private static func compare<Value: Comparable>(_ left: Value?, _ right: Value?) -> Int {
        switch (left, right) {
        case (let left?, let right?): left < right ? -1 : left > right ? 1 : 0
        case (nil, nil): 0
        case (nil, _?): 1
        case (_?, nil): -1
        }
    }
}

extension Call {
    /// The search of a list, or nil when none was sent.
    ///
    /// - Throws: 400 for a NUL, 500 for a bad expression.
    func searchTerms() throws(Refusal) -> SearchTerms? {
        guard let search = query.value("search") else { return nil }
        if search.unicodeScalars.contains("\0") {
            throw Refusal(.json(400) { $0.array(["A NUL is not allowed"]) { $0.value($1) } })
        }
        do throws(TextPattern.Invalid) {
            let terms = try SearchTerms(
                search,
                isRegex: query.isOn("search_regex"),
                isWhole: query.isOn("search_whole")
            )
            return terms.isEmpty ? nil : terms
        } catch {
            throw .crash(.data, path: path)
        }
    }

    /// A filter that is a text, or nil when none was sent.
    ///
    /// - Throws: 400 for a NUL.
    func textFilter(_ name: String) throws(Refusal) -> String? {
        guard let text = query.value(name)?.trimmed, !text.isEmpty else { return nil }
        if text.unicodeScalars.contains("\0") { throw .field(name, "A NUL is not allowed") }
        return text
    }

    /// A filter that is an expression, or nil when none was sent.
    ///
    /// - Throws: 500 for a bad expression, 400 for a NUL.
    func patternFilter(_ name: String) throws(Refusal) -> TextPattern? {
        guard let text = try textFilter(name) else { return nil }
        do throws(TextPattern.Invalid) {
            return try TextPattern(text)
        } catch {
            throw .crash(.data, path: path)
        }
    }

    /// A filter that is the key of a row, or nil when none was sent.
    ///
    /// - Throws: 400 for a key that may not stand there.
    func keyFilter(_ name: String, isKnown: (Int) -> Bool) throws(Refusal) -> Int? {
        guard let text = query.value(name) else { return nil }
        guard let key = Int(text), isKnown(key) else { throw .field(name, "This is none of the choices") }
        return key
    }

    /// A filter that is a day, or nil when none was sent.
    ///
    /// - Throws: 400 for a text that is none.
    func dayFilter(_ name: String) throws(Refusal) -> String? {
        guard let text = query.value(name) else { return nil }
        guard CalendarDay.isValid(text) else { throw .field(name, "This is no date") }
        return text
    }
}
