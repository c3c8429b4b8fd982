import InvenTreeClient
import Testing

/// A set of keys is any other set, and smaller.
@Suite struct KeySetTests {
    @Test(arguments: 0..<20)
    func `it holds what was added and not removed`(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        var keys = KeySet<SalesOrder>()
        var model: Set<Int> = []
        let range = [-3...3, -2000...2000, 0...600, Int.min...Int.max][seed % 4]
        for _ in 0..<2000 {
            let key = Int.random(in: range, using: &random)
            if Bool.random(using: &random) {
                #expect(keys.insert(.init(key)) == model.insert(key).inserted)
            } else {
                keys.remove(.init(key))
                model.remove(key)
            }
            let asked = Int.random(in: range, using: &random)
            #expect(keys.contains(.init(asked)) == model.contains(asked))
        }
        #expect(keys.count == model.count)
        #expect(model.allSatisfy { keys.contains(.init($0)) })
    }
}
