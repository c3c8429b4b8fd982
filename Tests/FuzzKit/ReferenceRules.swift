import InvenTreeClient
import InvoiceSync

/// Numbers go on from the one that the server gave, in its shape; a text begins and ends as the pattern says.
///
/// An input is the pattern, the server's next reference and the invoice's number, with line breaks between them.
enum ReferenceRules {
    static func check(_ input: [UInt8]) throws(FuzzFault) {
        let texts = String(decoding: input, as: UTF8.self)
            .split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard texts.count == 3 else { return }
        let name = InvoiceName(id: nil, serie: "S", numar: texts[2])
        let rule = ReferenceRule(pattern: texts[0], next: texts[1])
        let scheme = ReferenceScheme(rule)
        switch scheme {
        case .number: try checkNumbers(scheme, rule, name)
        case .text(let prefix, let suffix): try checkText(scheme, prefix, suffix, name)
        case .server: try require(scheme.reference(for: name).reference == nil, "the server is to number")
        }
    }

    private static func checkNumbers(
        _ scheme: ReferenceScheme,
        _ rule: ReferenceRule,
        _ name: InvoiceName
    ) throws(FuzzFault) {
        var scheme = scheme
        var given: Set<String> = []
        for count in 0..<20 {
            let (reference, rest) = scheme.reference(for: name)
            guard let reference else { return try require(rest == .server, "a number is missing in \(rule)") }
            if count == 0 { try require(reference == rule.next, "\(rule) gives \(reference)") }
            try require(given.insert(reference).inserted, "\(rule) gives \(reference) twice")
            let again = ReferenceScheme(ReferenceRule(pattern: rule.pattern, next: reference))
            try require(
                again.reference(for: name).rest.next == rest.next,
                "\(rule): \(reference) is counted on otherwise"
            )
            scheme = rest
        }
    }

    private static func checkText(
        _ scheme: ReferenceScheme,
        _ prefix: String,
        _ suffix: String,
        _ name: InvoiceName
    ) throws(FuzzFault) {
        let (reference, rest) = scheme.reference(for: name)
        let text = try require(reference, "a text is missing")
        try require(rest == scheme, "a text changes the scheme")
        let scalars = text.unicodeScalars
        try require(scalars.starts(with: prefix.unicodeScalars), "“\(text)” does not begin with “\(prefix)”")
        try require(
            scalars.reversed().starts(with: suffix.unicodeScalars.reversed()),
            "“\(text)” does not end with “\(suffix)”"
        )
        let fixed = prefix.unicodeScalars.count + suffix.unicodeScalars.count
        try require(scalars.count <= max(64, fixed + 10), "“\(text)” is longer than its field")
    }
}
