/// A set of keys that takes little more than a bit for each: a server numbers its rows one after the other.
package struct KeySet<Model>: Sendable {
    /// The keys of 512 numbers in a row.
    private typealias Block = SIMD8<UInt64>

    private var blocks: [Int: SIMD8<UInt64>] = [:]

    /// The number of keys.
    package private(set) var count = 0

    /// No keys.
    package init() {}

    /// Whether a key is in the set.
    package func contains(_ key: PrimaryKey<Model>) -> Bool {
        let place = Place(key)
        return blocks[place.block].map { $0[place.word] & place.bit != 0 } ?? false
    }

    /// Adds a key.
    ///
    /// - Returns: Whether it is new.
    @discardableResult
    package mutating func insert(_ key: PrimaryKey<Model>) -> Bool {
        let place = Place(key)
        var block = blocks[place.block] ?? Block()
        guard block[place.word] & place.bit == 0 else { return false }
        block[place.word] |= place.bit
        blocks[place.block] = block
        count += 1
        return true
    }

    /// Removes a key.
    package mutating func remove(_ key: PrimaryKey<Model>) {
        let place = Place(key)
        guard var block = blocks[place.block], block[place.word] & place.bit != 0 else { return }
        block[place.word] &= ~place.bit
        blocks[place.block] = block == Block() ? nil : block
        count -= 1
    }

    /// The place of a key: a bit of a word of a block.
    private struct Place {
        let block: Int
        let word: Int
        let bit: UInt64

        init(_ key: PrimaryKey<Model>) {
            block = key.rawValue >> 9
            word = key.rawValue >> 6 & 7
            bit = 1 << UInt64(key.rawValue & 63)
        }
    }
}
