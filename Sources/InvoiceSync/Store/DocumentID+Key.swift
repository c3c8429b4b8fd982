package import FGOModels
import Foundation

extension DocumentID {
    /// The identifier as stores write it beside other fields: the same text for equal identifiers, also where they came in
    /// different normal forms of Unicode.
    package var key: String { value.json.precomposedStringWithCanonicalMapping }
}
