import Testing

@testable import InvoiceSync

@Suite struct PartNumberPatternTests {
    @Test(arguments: [
        ("^[A-Z]{3}-\\d+$", "ABC-12", true), ("^[A-Z]{3}-\\d+$", "", false),
        ("^[A-Z]{2,3}-\\d{4,6}(-[AB])?$", "AB-0001-B", true), ("^[A-Z]{2,3}-\\d{4,6}(-[AB])?$", "AB-1", false),
        ("^(ABC|DEF)[+*]\\)+$", "DEF+))", true), ("^[a-z+*|?,]+$", "a,b", true),
    ])
    func `patterns of part numbers are tried`(_ pattern: String, _ ipn: String, _ isTaken: Bool) {
        #expect(PartNumberPattern(pattern)?.matches(ipn) == isTaken)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "^(a+)+$", "^(a|a){30}$", "^a*a*a*a*a*a*$", "^\(String(repeating: "a?", count: 40))$",
            "^\(String(repeating: "(a|a)", count: 40))$", "^a{1,50}a{1,50}a{1,50}a{1,50}$", "(", "",
        ]
    )
    func `an expression that might take long, or is not understood, is not tried`(_ pattern: String) {
        #expect(PartNumberPattern(pattern)?.matches(String(repeating: "a", count: 99) + "!") == nil)
    }
}
