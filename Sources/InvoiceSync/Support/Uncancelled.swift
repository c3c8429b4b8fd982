/// Runs a body to its end even where the task is cancelled: what a run holds is given back in any case.
func uncancelled<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(SyncError) -> Value
) async throws(SyncError) -> Value {
    try await Task { await result(of: body) }.value.get()
}
