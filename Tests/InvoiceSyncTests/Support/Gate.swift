/// Where a test waits until something has happened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for task in waiting { task.resume() }
        waiting = []
    }

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// A heart that beats when a test says so: a run's pauses between two signs of life.
actor Heart {
    private var pause: CheckedContinuation<Void, Never>?
    private var expectant: CheckedContinuation<Void, Never>?
    private var hasBeaten = false
    private let sign = Gate()

    /// The pause before a sign of life; all but the first last until the run is over.
    func rest() async throws {
        guard !hasBeaten else {
            await sign.open()
            return try await Task.sleep(for: .seconds(86_400))
        }
        await withCheckedContinuation { continuation in
            pause = continuation
            expectant?.resume()
            expectant = nil
        }
    }

    /// Lets the heart beat once, and returns when the sign of life was given.
    func beat() async {
        if pause == nil { await withCheckedContinuation { expectant = $0 } }
        hasBeaten = true
        pause?.resume()
        pause = nil
        await sign.pass()
    }
}
