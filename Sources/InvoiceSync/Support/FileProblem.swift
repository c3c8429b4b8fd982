import Foundation

extension Error {
    /// The problem with a file in words, such as “permission denied”: the texts of Foundation are none.
    package var fileProblem: String {
        let error = self as NSError
        let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
        for candidate in [error, cause].compactMap(\.self) where candidate.domain == NSPOSIXErrorDomain {
            return Self.words(ofErrorNumber: Int32(truncatingIfNeeded: candidate.code))
        }
        return switch (self as? CocoaError)?.code {
        case .fileNoSuchFile?, .fileReadNoSuchFile?: "no such file or directory"
        case .fileReadNoPermission?, .fileWriteNoPermission?: "permission denied"
        case .fileWriteOutOfSpace?: "no space left on device"
        case .fileWriteVolumeReadOnly?: "read-only file system"
        case .fileWriteFileExists?: "a file is in the way"
        default: "the system gives no reason; see that it is a file and may be read and written"
        }
    }

    private static func words(ofErrorNumber number: Int32) -> String {
        let text = String(cString: strerror(number))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
