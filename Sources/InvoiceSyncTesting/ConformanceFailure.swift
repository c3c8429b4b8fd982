/// That a store breaks a rule of `InvoiceStore`.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
    /// What should have been, and what was.
    public let message: String
    /// The file of the check.
    public let fileID: String
    /// The line of the check.
    public let line: Int

    /// The message, and where the check is.
    public var description: String { "\(message) (\(fileID):\(line))" }
}

func expect(_ isTrue: Bool, _ rule: String, fileID: String = #fileID, line: Int = #line) throws {
    if !isTrue { throw ConformanceFailure(message: rule, fileID: fileID, line: line) }
}

func expect<Value: Equatable>(
    _ value: Value,
    is expected: Value,
    _ rule: String,
    fileID: String = #fileID,
    line: Int = #line
) throws {
    try expect(value == expected, "\(rule): \(expected) was expected, not \(value)", fileID: fileID, line: line)
}

func require<Value>(_ value: Value?, _ rule: String, fileID: String = #fileID, line: Int = #line) throws -> Value {
    guard let value else { throw ConformanceFailure(message: rule, fileID: fileID, line: line) }
    return value
}
