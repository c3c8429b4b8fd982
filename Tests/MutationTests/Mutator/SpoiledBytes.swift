/// Bytes that somebody cut, doubled or overwrote.
enum SpoiledBytes {
    static func json(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        switch dice.roll(8) {
        case 0: [0xEF, 0xBB, 0xBF] + bytes
        case 1: [0xFF, 0xFE] + bytes.flatMap { [$0, 0] }
        case 2: bytes + Array(dice.pick(["]", "}", ",", "\n{", "\0", "//", "x", "\n\n"]).utf8)
        case 3: inserting(Array(dice.pick(insertions).utf8), into: bytes, &dice)
        case 4: bytes.filter { $0 != dice.pick(Array("{}[]\",:".utf8)) || !dice.happens(onceIn: 20) }
        default: any(bytes, &dice)
        }
    }

    static func bson(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        dice.happens(onceIn: 2) ? withWrongLength(bytes, &dice) : any(bytes, &dice)
    }

    private static let insertions = [
        "\n", "\"", "\\", "\\u", #"\ud800"#, #"\u0000"#, "\0", "\t", "{", "[", "]", "}", ",", ":", "e", "-", "9", "NaN",
        "true", "/*",
    ]

    private static func any(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        guard !bytes.isEmpty else { return bytes }
        var spoiled = bytes
        switch dice.roll(5) {
        case 0: return Array(bytes.prefix(dice.roll(bytes.count)))
        case 1: return bytes + bytes
        case 2: return Array(bytes.dropFirst(dice.roll(bytes.count)))
        default:
            for _ in 0...dice.roll(4) {
                spoiled[dice.roll(bytes.count)] = UInt8(truncatingIfNeeded: dice.next())
            }
            return spoiled
        }
    }

    /// Overwrites four bytes, as likely as not a length, and most often the first.
    private static func withWrongLength(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        guard bytes.count > 8 else { return bytes }
        let length = dice.pick([0, 1, 4, 5, -1, .min, .max, Int32(truncatingIfNeeded: bytes.count + 1)] as [Int32])
        let position = dice.happens(onceIn: 3) ? 0 : dice.roll(bytes.count - 4)
        var spoiled = bytes
        withUnsafeBytes(of: length.littleEndian) { spoiled.replaceSubrange(position..<position + 4, with: $0) }
        return spoiled
    }

    private static func inserting(_ some: [UInt8], into bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        let position = dice.roll(bytes.count + 1)
        return Array(bytes[..<position]) + some + Array(bytes[position...])
    }
}
