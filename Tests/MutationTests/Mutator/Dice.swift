/// Chance that a seed decides (SplitMix64): the same on every machine.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    /// The chance of one document of a run, whatever the others are.
    init(seed: UInt64, document: Int) {
        state = seed &* 0xD134_2543_DE82_EF95 &+ UInt64(bitPattern: Int64(document)) &* 0x2545_F491_4F6C_DD1D
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number from 0 up to a bound above zero.
    mutating func roll(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }

    /// True once in so many times.
    mutating func happens(onceIn count: Int) -> Bool {
        roll(count) == 0
    }

    /// One of several, none of them more likely.
    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[roll(elements.count)]
    }
}
