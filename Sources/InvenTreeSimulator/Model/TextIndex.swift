/// Keys of rows by every three bytes of their text, so that a search need not read all rows.
struct TextIndex: Sendable {
    private var keys: [UInt32: [Int32]] = [:]

    mutating func insert(_ text: ExactText, key: Int) {
        for gram in Self.grams(of: text) {
            let position = position(of: key, in: gram)
            keys[gram, default: []].insert(Int32(key), at: position)
        }
    }

    mutating func remove(_ text: ExactText, key: Int) {
        for gram in Self.grams(of: text) {
            let position = position(of: key, in: gram)
            if let list = keys[gram], position < list.count, list[position] == key {
                keys[gram]?.remove(at: position)
            }
        }
    }

    /// The rows that may hold the text, or nil where the text is too short to tell.
    func candidates(containing text: ExactText) -> [Int]? {
        let grams = Self.grams(of: text)
        guard let rarest = grams.min(by: { count($0) < count($1) }) else { return nil }
        return keys[rarest]?.map(Int.init) ?? []
    }

    private func count(_ gram: UInt32) -> Int { keys[gram]?.count ?? 0 }

    /// Where the key stands, or would stand, in the ascending list of a gram.
    private func position(of key: Int, in gram: UInt32) -> Int {
        guard let list = keys[gram], let last = list.last, last >= key else { return count(gram) }
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func grams(of text: ExactText) -> Set<UInt32> {
        guard text.bytes.count >= 3 else { return [] }
        var grams = Set<UInt32>(minimumCapacity: text.bytes.count)
        var gram = UInt32(text.bytes[0]) << 8 | UInt32(text.bytes[1])
        for byte in text.bytes.dropFirst(2) {
            gram = (gram << 8 | UInt32(byte)) & 0xFF_FFFF
            grams.insert(gram)
        }
        return grams
    }
}
