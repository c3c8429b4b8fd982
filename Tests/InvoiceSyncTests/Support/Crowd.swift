/// How many requests of a kind are under way at the same time.
actor Crowd {
    private var size = 0
    private(set) var peak = 0

    /// Lingers, so that whoever comes at the same time is seen.
    func pass() async {
        size += 1
        peak = max(peak, size)
        for _ in 0..<100 { await Task.yield() }
        size -= 1
    }
}
