public import FGOModels
import Foundation

extension DocumentID {
    /// The documents that a person may mean by an `_id` as its description shows it.
    ///
    /// - Parameter name: `6923f0a1c2d3e4f5a6b7c8d9` may be an ObjectId or a text, `7` a number or a text.
    /// - Returns: What it may stand for, the text first.
    public static func named(_ name: String) -> [DocumentID] {
        var candidates = [DocumentID(.text(name))]
        if name.count == 24, name.allSatisfy(\.isHexDigit) {
            candidates.append(DocumentID(["$oid": .text(name.lowercased())]))
        }
        if let number = Int(name) { candidates.append(DocumentID(.number(Decimal(number)))) }
        return candidates
    }
}
