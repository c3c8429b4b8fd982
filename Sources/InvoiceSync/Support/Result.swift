/// What a body comes to, as a value: typed errors do not pass through tasks.
func result<Value>(of body: () async throws(SyncError) -> Value) async -> Result<Value, SyncError> {
    do throws(SyncError) { return .success(try await body()) } catch { return .failure(error) }
}
