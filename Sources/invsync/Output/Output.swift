import Foundation
import InvenTreeClient
import Synchronization

/// Standard output, which knows whether all of the data has arrived.
enum Output {
    private static let state = Mutex(State())

    private struct State {
        var isClosed = false
        var isIncomplete = false
    }

    /// A Boolean value that indicates whether data was lost, for example because the disk is full.
    ///
    /// A reader that went away (`invsync plan | head`) has what it wanted.
    static var isIncomplete: Bool { state.withLock(\.isIncomplete) }

    /// Writes text, without the secrets in use; after a failure the rest is dropped, and the program's work goes on.
    static func write(_ text: String) {
        let problem = state.withLock { state -> String? in
            guard !state.isClosed else { return nil }
            guard let number = send(Array(Redactor.redact(text).utf8)) else { return nil }
            state.isClosed = true
            guard number != EPIPE else { return nil }
            state.isIncomplete = true
            return String(cString: strerror(number)).lowercased()
        }
        if let problem { Console.say("the output cannot be written: \(problem)", .error) }
    }

    /// Lets a write to a pipe without a reader fail, where it would end the program amid its work.
    static func ignoreClosedPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// - Returns: The error number; `nil` if all was written.
    private static func send(_ bytes: [UInt8]) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
