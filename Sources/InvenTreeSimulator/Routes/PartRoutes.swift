/// Parts and their categories.
extension Database {
    func listParts(_ call: Call) throws(Refusal) -> Reply {
        let page = Page(call.query)
        let keys = try partKeys(call, bound: page.bound)
        return page.reply(to: call, keys: keys) { json, pk in
            if let part = parts[pk] { write(part, as: .listed, to: &json) }
        }
    }

    private func partKeys(_ call: Call, bound: Int?) throws(Refusal) -> [Int] {
        let terms = try call.searchTerms()
        let ipn = try call.textFilter("IPN").map { ExactText(folding: $0) }
        let namePattern = try call.patternFilter("name_regex")
        let ipnPattern = try call.patternFilter("IPN_regex")
        let category = try categoryFilter(call)
        let flags = flagFilters(call.query)
        let ordering = Ordering(
            call.query,
            known: ["name", "IPN", "creation_date", "category", "units", "revision"],
            traits
        )
        let candidates = candidates(ipn: ipn, name: namePattern, ipnPattern: ipnPattern, terms: terms)
        let found = parts.filter(candidates) { part in
            flags.allSatisfy { $0(part) } && category(part)
                && (ipn == nil || ExactText(folding: part.ipn) == ipn)
                && (namePattern?.matches(part.name) ?? true) && (ipnPattern?.matches(part.ipn) ?? true)
                && (terms.map { matches(part, $0) } ?? true)
        }
        guard let ordering else { return found }
        return ordering.sort(found.compactMap { parts[$0] }, bound: bound) { part in
            switch ordering.field {
            case "IPN": ExactText(part.ipn)
            case "creation_date": ExactText(part.creationDate)
            case "category": part.category.flatMap { categories[$0] }.map { ExactText($0.name) }
            case "units": ExactText(part.units)
            case "revision": ExactText(part.revision)
            default: ExactText(part.name)
            }
        }.map(\.pk)
    }

    /// The keys of the parts that an index leaves to look at, by name.
    private func candidates(
        ipn: ExactText?,
        name: TextPattern?,
        ipnPattern: TextPattern?,
        terms: SearchTerms?
    ) -> [Int] {
        let found: [Int]
        if let ipn {
            found = parts.keys(foldedIPN: ipn)
        } else if let literals = name?.literals {
            found = literals.flatMap(parts.keys(foldedName:))
        } else if let literals = ipnPattern?.literals {
            found = literals.flatMap(parts.keys(foldedIPN:))
        } else if let terms, let indexed = terms.indexed, let own = parts.keys(for: terms) {
            let family = Set(categories.rows.filter { ExactText(folding: $0.name).contains(indexed) }.map(\.pk))
            let others = family.isEmpty ? [] : parts.rows.filter { $0.category.map(family.contains) ?? false }
            found = Array(Set(own).union(others.map(\.pk)))
        } else {
            return parts.keysByName
        }
        return found.compactMap { parts[$0] }.map { (ExactText($0.name), $0.pk) }.sorted { $0 < $1 }.map(\.1)
    }

    private func matches(_ part: SimulatedPart, _ terms: SearchTerms) -> Bool {
        let category = part.category.flatMap { categories[$0] }?.name
        let folded = [part.searchText] + (category.map { [ExactText(folding: $0)] } ?? [])
        return terms.match(folded: folded) { part.searchFields + (category.map { [$0] } ?? []) }
    }

    private func flagFilters(_ query: Query) -> [(SimulatedPart) -> Bool] {
        let flags: [(String, (SimulatedPart) -> Bool)] = [
            ("salable", \.isSalable), ("active", \.isActive), ("locked", \.isLocked), ("virtual", \.isVirtual),
            ("assembly", \.isAssembly), ("component", \.isComponent), ("purchaseable", \.isPurchaseable),
            ("is_template", \.isTemplate), ("testable", \.isTestable), ("trackable", \.isTrackable),
            ("has_ipn", { !$0.ipn.isEmpty }), ("has_units", { !$0.units.isEmpty }),
        ]
        return flags.compactMap { name, value in
            query.flag(name).map { wanted in { value($0) == wanted } }
        }
    }

    private func categoryFilter(_ call: Call) throws(Refusal) -> (SimulatedPart) -> Bool {
        guard let text = call.query.value("category") else { return { _ in true } }
        let cascades = call.query["cascade"] == nil || call.query.isOn("cascade")
        if ["null", "none"].contains(text.lowercased()) {
            return { cascades || $0.category == nil }
        }
        guard let pk = Int(text) else { throw .field("category", "This is no number") }
        if !cascades { return { $0.category == pk } }
        guard categories[pk] != nil else { return { _ in true } }
        let family = categories.rows.reduce(into: Set([pk])) { family, category in
            if let parent = category.parent, family.contains(parent) { family.insert(category.pk) }
        }
        return { $0.category.map(family.contains) ?? false }
    }

    func showPart(_ pk: Int) throws(Refusal) -> Reply {
        let part = try part(pk)
        return .json { write(part, as: .detailed, to: &$0) }
    }

    private func part(_ pk: Int) throws(Refusal) -> SimulatedPart {
        guard let part = parts[pk] else { throw .missing("part") }
        return part
    }

    mutating func createPart(_ call: Call, by user: Accounts.User, opening: Opening) throws(Refusal) -> Reply {
        var draft = SimulatedPart(name: "", isSalable: settings.isOn("PART_SALABLE"))
        draft.isAssembly = settings.isOn("PART_ASSEMBLY")
        draft.isComponent = settings.isOn("PART_COMPONENT")
        draft.isPurchaseable = settings.isOn("PART_PURCHASEABLE")
        draft.isTemplate = settings.isOn("PART_TEMPLATE")
        draft.isTrackable = settings.isOn("PART_TRACKABLE")
        draft.isVirtual = settings.isOn("PART_VIRTUAL")
        var part = try read(try call.cleanMembers(traits), into: draft, mode: .create)
        if opening.isDeadlocked {
            parts.burnKey()
            throw .crash(.operational, path: call.path)
        }
        part.creationDate = today
        part.creationUser = user.pk
        part = parts.insert(part)
        return .json(201) { write(part, as: .created, to: &$0) }
    }

    mutating func updatePart(_ pk: Int, _ call: Call) throws(Refusal) -> Reply {
        let old = try part(pk)
        let mode: FieldReader.Mode = call.method == .put ? .replace : .update
        let part = try read(try call.cleanMembers(traits), into: old, mode: mode)
        parts.put(part)
        return .json { write(part, as: .updated, to: &$0) }
    }

    /// Writes the same fields to several parts.
    mutating func updateParts(_ call: Call) throws(Refusal) -> Reply {
        var members = try call.cleanMembers(traits)
        guard case .array(let items) = members["items"], !items.isEmpty else {
            throw .field("items", "A list of keys must be sent")
        }
        members["items"] = nil
        var changed: [SimulatedPart] = []
        for case .number(let text) in items {
            if let part = Int(text).flatMap({ parts[$0] }) {
                changed.append(try read(members, into: part, mode: .update))
            }
        }
        for part in changed { parts.put(part) }
        return .json { json in
            json.object { json in
                json.field("success", "\(changed.count) parts were changed")
                guard traits.bulkChangesShowRows else { return }
                json.member("items") { $0.array(changed) { write($1, as: .updated, to: &$0) } }
            }
        }
    }

    mutating func deletePart(_ pk: Int) throws(Refusal) -> Reply {
        let part = try part(pk)
        if part.isLocked { throw .whole("A locked part cannot be deleted") }
        if part.isActive { throw .whole("An active part cannot be deleted") }
        parts.remove(pk)
        for var line in lines.rows where line.part == pk {
            line.part = nil
            lines.put(line)
        }
        return .noContent
    }

    private func read(
        _ members: JSONObject,
        into part: SimulatedPart,
        mode: FieldReader.Mode
    ) throws(Refusal) -> SimulatedPart {
        var part = part
        var reader = FieldReader(members, mode: mode)
        reader.flag("active", into: &part.isActive)
        reader.flag("assembly", into: &part.isAssembly)
        reader.key("category", into: &part.category) { categories[$0] != nil }
        reader.flag("component", into: &part.isComponent)
        reader.text("description", limit: 250, into: &part.description)
        reader.text("IPN", limit: 100, into: &part.ipn)
        reader.flag("is_template", into: &part.isTemplate)
        reader.text("keywords", limit: 250, into: &part.keywords)
        reader.link("link", into: &part.link)
        reader.flag("locked", into: &part.isLocked)
        reader.text("name", limit: 100, isRequired: true, into: &part.name)
        if mode != .create || traits.storesNotesOnCreation { reader.text("notes", limit: 50_000, into: &part.notes) }
        reader.flag("purchaseable", into: &part.isPurchaseable)
        reader.text("revision", limit: 100, into: &part.revision)
        reader.flag("salable", into: &part.isSalable)
        reader.flag("testable", into: &part.isTestable)
        reader.flag("trackable", into: &part.isTrackable)
        readUnits(from: &reader, into: &part)
        reader.flag("virtual", into: &part.isVirtual)
        try reader.finish()
        if part.category.flatMap({ categories[$0] })?.isStructural == true {
            throw .field("category", "A structural category holds no parts")
        }
        try checkIPN(part)
        if parts.hasTwin(of: part) { throw .whole("A part has this name, IPN and revision") }
        return part
    }

    private func readUnits(from reader: inout FieldReader, into part: inout SimulatedPart) {
        if case .string(let text) = reader.members["units"], !text.isEmpty, !PhysicalUnits.isKnown(text) {
            reader.refuse("units", "This is no physical unit")
        }
        reader.text("units", limit: 20, into: &part.units)
    }

    /// Checks an IPN by the server's settings; the pattern that one of them can hold refuses a missing IPN, too.
    private func checkIPN(_ part: SimulatedPart) throws(Refusal) {
        let rule = settings.text("PART_IPN_REGEX")
        if !rule.isEmpty, let pattern = try? TextPattern(rule, matchesAnyCase: false), !pattern.matches(part.ipn) {
            throw .whole("The IPN does not match the required pattern")
        }
        guard !part.ipn.isEmpty else { return }
        let sharing = parts.keys(foldedIPN: ExactText(folding: part.ipn)).contains { $0 != part.pk }
        if sharing, !settings.isOn("PART_ALLOW_DUPLICATE_IPN") { throw .field("IPN", "A part has this IPN") }
    }
}
