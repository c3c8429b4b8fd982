/// Rows by their serial key; a key is never given twice.
struct Table<Row: Sendable>: Sendable {
    private var slots: [Row?] = []
    private var places: [Int] = []
    private var lastPlace = 0
    /// How many rows there are.
    private(set) var count = 0

    /// The key for the next row, which is used up even when no row follows.
    mutating func nextKey() -> Int {
        slots.append(nil)
        places.append(0)
        return slots.count
    }

    subscript(key: Int) -> Row? {
        get { slots.indices.contains(key - 1) ? slots[key - 1] : nil }
        set {
            guard slots.indices.contains(key - 1) else { return }
            count += (newValue == nil ? 0 : 1) - (slots[key - 1] == nil ? 0 : 1)
            slots[key - 1] = newValue
            lastPlace += 1
            places[key - 1] = lastPlace
        }
    }

    /// The keys, of some, whose rows pass a test.
    func filter(_ keys: [Int], _ isIncluded: (Row) -> Bool) -> [Int] {
        keys.filter { key in
            guard slots.indices.contains(key - 1), let row = slots[key - 1] else { return false }
            return isIncluded(row)
        }
    }

    /// All rows by ascending key.
    var rows: [Row] { slots.compactMap { $0 } }

    /// The keys of all rows as the database finds them when nothing sorts them: a row that was written moves to the end.
    var keysAsFound: [Int] {
        (1...max(1, slots.count)).filter { self[$0] != nil }.sorted { places[$0 - 1] < places[$1 - 1] }
    }
}

/// A row that has a key.
protocol StoredRow {
    var pk: Int { get }
}

extension SimulatedCompany: StoredRow {}
extension SimulatedPart: StoredRow {}
extension SimulatedOrder: StoredRow {}

/// Keys of rows in the order of some value.
struct SortedIndex<Value: Comparable & Sendable>: Sendable {
    private var entries: [(value: Value, key: Int)] = []

    var keys: [Int] { entries.map(\.key) }
    var last: Int? { entries.last?.key }

    /// How many entries have a greater value.
    func count(after value: Value) -> Int { entries.count - position(of: value, key: .max) }

    mutating func insert(_ value: Value, key: Int) {
        entries.insert((value, key), at: position(of: value, key: key))
    }

    mutating func remove(_ value: Value, key: Int) {
        let position = position(of: value, key: key)
        guard position < entries.count, entries[position].key == key else { return }
        entries.remove(at: position)
    }

    private func position(of value: Value, key: Int) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if (entries[middle].value, entries[middle].key) < (value, key) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/// Keys of rows by a value that several may share.
struct LookupIndex<Value: Hashable & Sendable>: Sendable {
    private var keys: [Value: [Int]] = [:]

    /// The rows with this value, by ascending key.
    subscript(value: Value) -> [Int] { keys[value] ?? [] }

    mutating func insert(_ value: Value, key: Int) {
        keys[value, default: []].append(key)
        if let list = keys[value], list.count > 1, list[list.count - 2] > key { keys[value]?.sort() }
    }

    mutating func remove(_ value: Value, key: Int) {
        keys[value]?.removeAll { $0 == key }
        if keys[value]?.isEmpty == true { keys[value] = nil }
    }
}
