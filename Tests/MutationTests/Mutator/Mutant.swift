import FGOModels
import Foundation

@testable import MongoInvoiceStore

/// One mutated document in the form in which it reaches the program; a seed and a number make the same one every time.
struct Mutant {
    enum Form {
        /// A file, and how many of its lines must be read whatever became of the others.
        case file(Data, soundLines: Int)
        /// A document as MongoDB sends it.
        case bson([UInt8])
    }

    let form: Form
    /// The chance that is left for what happens to it on its way.
    let dice: Dice

    init(seed: UInt64, number: Int) {
        var mutator = Mutator(dice: Dice(seed: seed, document: number))
        var node = mutator.dice.pick(SoundDocuments.all)
        for _ in 0..<mutator.dice.roll(5) { node = mutator.mutate(node) }
        form = Self.form(of: node, &mutator.dice)
        dice = mutator.dice
    }

    private static func form(of node: Node, _ dice: inout Dice) -> Form {
        let areBytesSpoiled = dice.happens(onceIn: 4)
        if dice.happens(onceIn: 2), let bytes = bson(node) {
            return .bson(areBytesSpoiled ? SpoiledBytes.bson(bytes, &dice) : bytes)
        }
        let newLine = UInt8(ascii: "\n")
        switch dice.roll(5) {
        case 0:
            let sound = dice.pick(SoundDocuments.all).json
            let bytes = areBytesSpoiled ? SpoiledBytes.json(node.json, &dice) : node.json
            let soundLines = bytes.contains(newLine) ? 0 : 2
            let file = soundLines == 0 ? bytes : sound + [newLine] + bytes + [newLine] + sound
            return .file(Data(file), soundLines: soundLines)
        case 1: return file(.list([node, dice.pick(SoundDocuments.all)]), areBytesSpoiled, &dice)
        case 2: return file(node["data"] ?? node, areBytesSpoiled, &dice)
        default: return file(node, areBytesSpoiled, &dice)
        }
    }

    private static func file(_ node: Node, _ areBytesSpoiled: Bool, _ dice: inout Dice) -> Form {
        .file(Data(areBytesSpoiled ? SpoiledBytes.json(node.json, &dice) : node.json), soundLines: 0)
    }

    /// The document as BSON; nil where it is no object, or has a key that BSON cannot hold.
    private static func bson(_ node: Node) -> [UInt8]? {
        node.bson.document.flatMap { try? $0.bytes() }
    }
}
