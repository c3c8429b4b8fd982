import Logging
import ServiceLifecycle
import SyncService
import UnixSignals

/// Reads the settings again at SIGHUP.
///
/// What cannot be read or used changes nothing, and the log says so.
struct SettingsReload: Service {
    private let signals: UnixSignalsSequence
    private let sync: LiveSync
    private let control: ControlServer
    private let logger = ProgramLog.logger()

    /// - Parameters:
    ///   - signals: SIGHUP, listened for since the program began.
    ///   - sync: What follows the settings.
    ///   - control: What asks for the token.
    init(at signals: UnixSignalsSequence, of sync: LiveSync, _ control: ControlServer) {
        (self.signals, self.sync, self.control) = (signals, sync, control)
    }

    /// Listens until the service group shuts down.
    func run() async {
        for await _ in signals.cancelOnGracefulShutdown() {
            do {
                try await reload()
                await control.noteReload(nil)
            } catch {
                await control.noteReload("not used: \(error)")
                logger.error("the settings cannot be used, the old ones stay", metadata: ["error": "\(error)"])
            }
        }
    }

    private func reload() async throws {
        let (settings, unheeded) = try sync.settings.readAgain()
        let style = settings.logStyle
        let parts = try sync.parts(by: settings)
        try control.changeTokens(to: try settings.accessTokens())
        // From here on nothing can fail.
        sync.goOn(with: parts)
        ProgramLog.style = style
        for warning in settings.warnings { logger.warning("\(warning)") }
        if !unheeded.isEmpty {
            let names = unheeded.joined(separator: ", ")
            logger.warning("changed settings that hold until a restart", metadata: ["settings": "\(names)"])
        }
        logger.notice("the settings were read again; the next run follows them")
    }
}
