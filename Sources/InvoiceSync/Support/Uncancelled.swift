/// Runs a body to its end even where the task is cancelled: what a run holds is given back in any case.
func uncancelled<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(SyncError) -> Value
) async throws(SyncError) -> Value {
    let outcome = await Task { () async -> Result<Value, SyncError> in
        do throws(SyncError) { return .success(try await body()) } catch { return .failure(error) }
    }.value
    return try outcome.get()
}
