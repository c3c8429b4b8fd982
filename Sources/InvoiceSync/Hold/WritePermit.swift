import InvenTreeClient

/// What a worker must hold for a write to be sent: the document, and the locks on what it writes.
struct WritePermit: Sendable {
    let keeper: LeaseKeeper
    private let holds: [LeaseKeeper.Hold]

    /// The permit for writes of one document.
    init(_ keeper: LeaseKeeper, document lease: Lease) {
        self.init(keeper, [.document(lease)])
    }

    private init(_ keeper: LeaseKeeper, _ holds: [LeaseKeeper.Hold]) {
        self.keeper = keeper
        self.holds = holds
    }

    /// The permit for writes that need locks, too.
    func under(_ locks: [LockName]) -> WritePermit {
        WritePermit(keeper, holds + locks.map { .lock($0) })
    }

    /// - Returns: For how long from now a write may be sent: the server has as long again to carry it out.
    /// - Throws: `InvenTreeError` of code `cancelled` where something of it is lost.
    func require() async throws(InvenTreeError) -> Duration {
        if let left = await keeper.timeLeft(of: holds) { return left / 2 }
        throw InvenTreeError(.cancelled, message: "the worker has lost its lease, and writes nothing more")
    }
}
