/// What one worker at a time works on (<doc:ExactlyOnce#Leases-and-locks>): a short lock in the store covers look-up
/// and creation, and a longer one each run of a job.
public struct LockName: Sendable, Hashable, CustomStringConvertible {
    /// What is done under a lock.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Customers.
        case customer
        /// Parts.
        case part
        /// Orders.
        case order
        /// Runs of a job (<doc:JobRules>); its name is the job's.
        case job
    }

    /// What is done under the lock.
    public let kind: Kind
    /// Which one of that kind.
    public let name: String

    /// A lock's name.
    ///
    /// - Parameters:
    ///   - kind: What is done under it.
    ///   - name: Which one of that kind.
    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// The name as stores keep it.
    public var description: String { "\(kind.rawValue):\(name)" }
}

/// How often anybody has changed something of a kind.
///
/// Who remembers a generation and sees it again knows that nobody else has created anything of that kind meanwhile.
public typealias Generation = Int64

/// What asking for a lock led to.
public enum LockOutcome: Sendable, Hashable {
    /// It is whose it was asked for, while its kind is of this generation.
    case taken(Generation)
    /// It is somebody else's.
    case held(by: String)
}
