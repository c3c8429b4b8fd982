import FGOModels

/// Spoils documents, value by value.
struct Mutator {
    var dice: Dice

    /// A document with one thing changed.
    mutating func mutate(_ node: Node) -> Node {
        if dice.happens(onceIn: 2) { return replaceField(dice.pick(Self.keys), in: node) }
        return spoil(node)
    }

    private static let keys = [
        "_id", "data", "articole", "sync_log", "sync_status", "sync_hash", "sync_attempts", "sync_next_at",
        "sync_lease",
        "serie", "numar", "denumire_client", "cod_unic_client", "data_emitere", "valuta", "nume_produs",
        "cod_conta_produs",
        "cantitate", "pret_unitar", "detalii", "cantitate", "pret_unitar", "nume_produs", "id", "tip_factura_cod",
        "invoices", "added_lines", "timestamp", "qty", "line_id", "total_invoices", "result",
    ]

    /// Gives a field another value wherever it stands, or one of its places where there are several.
    private mutating func replaceField(_ key: String, in node: Node) -> Node {
        switch node {
        case .leaf: return node
        case .list(let elements):
            guard !elements.isEmpty else { return node }
            var changed = elements
            let index = dice.roll(elements.count)
            changed[index] = replaceField(key, in: elements[index])
            return .list(changed)
        case .object(let fields):
            var changed = fields
            for index in fields.indices {
                if fields[index].key == key {
                    changed[index].value = oddValue(for: key)
                } else {
                    changed[index].value = replaceField(key, in: fields[index].value)
                }
            }
            return .object(changed)
        }
    }

    private mutating func oddValue(for key: String) -> Node {
        dice.happens(onceIn: 3) ? OddValues.any(&dice) : OddValues.fitting(key, &dice)
    }

    /// Changes this node or one below it.
    private mutating func spoil(_ node: Node) -> Node {
        switch node {
        case .leaf: return dice.happens(onceIn: 3) ? wrap(node) : OddValues.any(&dice)
        case .list(let elements):
            guard !elements.isEmpty, !dice.happens(onceIn: 4) else { return spoilList(elements) }
            var changed = elements
            let index = dice.roll(elements.count)
            changed[index] = spoil(elements[index])
            return .list(changed)
        case .object(let fields):
            guard !fields.isEmpty, !dice.happens(onceIn: 3) else { return spoilObject(fields) }
            var changed = fields
            let index = dice.roll(fields.count)
            changed[index].value = spoil(fields[index].value)
            return .object(changed)
        }
    }

    private mutating func wrap(_ node: Node) -> Node {
        dice.happens(onceIn: 2) ? .list([node]) : .object([.init(key: dice.pick(Self.keys), value: node)])
    }

    private mutating func spoilList(_ elements: [Node]) -> Node {
        guard let first = elements.first else { return .list([OddValues.any(&dice)]) }
        switch dice.roll(7) {
        case 0: return .list([])
        case 1: return .list(elements.shuffled(using: &dice))
        case 2: return .list(elements + elements)
        case 3: return first
        case 4: return .list(elements + [OddValues.any(&dice)])
        case 5: return wrap(.list(elements))
        default:
            let count = dice.happens(onceIn: 60) ? 3000 : 1 + dice.roll(20)
            return .list(Array(repeating: first, count: first.json.count > 2000 ? 40 : count))
        }
    }

    private mutating func spoilObject(_ fields: [Node.Field]) -> Node {
        guard !fields.isEmpty else { return .object([.init(key: "", value: OddValues.any(&dice))]) }
        var changed = fields
        let index = dice.roll(fields.count)
        switch dice.roll(7) {
        case 0: changed.remove(at: index)
        case 1: changed.append(.init(key: fields[index].key, value: oddValue(for: fields[index].key)))
        case 2: changed.insert(.init(key: fields[index].key, value: oddValue(for: fields[index].key)), at: 0)
        case 3: changed[index].key = otherKey(than: fields[index].key)
        case 4: changed[index].value = fields[dice.roll(fields.count)].value
        case 5: changed.append(.init(key: otherKey(than: "more"), value: OddValues.any(&dice)))
        default: return wrap(.object(fields))
        }
        return .object(changed)
    }

    private mutating func otherKey(than key: String) -> String {
        switch dice.roll(7) {
        case 0: key.uppercased()
        case 1: " " + key
        case 2: key + "\0"
        case 3: "$" + key
        case 4: key + "\u{301}"
        case 5: ""
        default: dice.pick(Self.keys)
        }
    }
}
