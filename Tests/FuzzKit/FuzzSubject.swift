/// A reader of foreign bytes that the fuzzers feed, with the rules that hold for whatever it reads.
public enum FuzzSubject: String, CaseIterable, Sendable {
    /// JSON, as documents and answers of servers are read.
    case json
    /// Files with documents that come piece by piece.
    case files
    /// BSON, as MongoDB sends it.
    case bson
    /// Numbers as text.
    case numbers
    /// Days and instants as text.
    case dates
    /// Schedules.
    case cron
    /// The server's pattern for references of orders.
    case references

    /// How much processor time an input of 4 KiB may take, many times what the slowest takes with all sanitizers.
    private static let allowedTime = Duration.seconds(2)

    /// Reads an input, and holds what was read against the rules.
    ///
    /// - Parameter input: Any bytes.
    /// - Throws: ``FuzzFault`` for the first rule that does not hold.
    public func check(_ input: [UInt8]) throws(FuzzFault) {
        let start = ProcessorTime.now
        try rules(input)
        let time = ProcessorTime.now - start
        try require(time < Self.allowedTime, "\(input.count) bytes took \(time)")
    }

    private var rules: ([UInt8]) throws(FuzzFault) -> Void {
        switch self {
        case .json: JSONRules.check
        case .files: FileRules.check
        case .bson: BSONRules.check
        case .numbers: NumberRules.check
        case .dates: DateRules.check
        case .cron: CronRules.check
        case .references: ReferenceRules.check
        }
    }
}

/// A rule that does not hold for an input.
public struct FuzzFault: Error, CustomStringConvertible {
    /// What is wrong, as a sentence.
    public let description: String
}

func require(_ isSo: Bool, _ fault: @autoclosure () -> String) throws(FuzzFault) {
    if !isSo { throw FuzzFault(description: fault()) }
}

func require<Value>(_ value: Value?, _ fault: @autoclosure () -> String) throws(FuzzFault) -> Value {
    guard let value else { throw FuzzFault(description: fault()) }
    return value
}
