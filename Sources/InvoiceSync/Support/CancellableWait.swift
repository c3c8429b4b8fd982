/// Waits for another task's word, or until the task is cancelled.
///
/// - Parameters:
///   - begin: Keeps the continuation for whoever gives the word, unless the answer is known at once; it finds out itself
///     whether the task is cancelled already, under the lock that `onCancel` takes.
///   - onCancel: Gives up the wait, where it goes on.
/// - Returns: The answer: whether what was waited for is there.
func cancellableWait(
    _ begin: (CheckedContinuation<Bool, Never>) -> Bool?,
    onCancel: @escaping @Sendable () -> Void
) async -> Bool {
    await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
            if let answer = begin(continuation) { continuation.resume(returning: answer) }
        }
    } onCancel: {
        onCancel()
    }
}
