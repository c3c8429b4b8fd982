public import InvoiceSync

/// What a run of the job is asked to do.
public struct RunRequest: Sendable {
    /// Which documents it works on.
    public let selection: Selection
    /// Asks it to end early.
    public let stop: StopSignal
    /// Is to be told what it has done so far.
    public let onProgress: @Sendable (RunReport) -> Void
}
