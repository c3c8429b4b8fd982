import Logging
import Synchronization

/// Logs that a job is switched off, when the service starts and when that changes.
final class SwitchLog: Sendable {
    private let isOff = Mutex(false)

    /// Takes note of the job's switch.
    func tell(_ isOff: Bool, of job: String, to logger: Logger) {
        let hasChanged = self.isOff.withLock { known in
            defer { known = isOff }
            return known != isOff
        }
        guard hasChanged else { return }
        if isOff {
            let remedy = "“invsync job --enabled true”, the dashboard or the API switches it on"
            logger.warning(
                "the job is switched off: nothing runs by its schedule",
                metadata: ["job": "\(job)", "remedy": "\(remedy)"]
            )
        } else {
            logger.notice("the job is switched on", metadata: ["job": "\(job)"])
        }
    }
}
