import Foundation

/// Where a run is, in a file: a crash or a hang cannot tell itself which document it was.
struct Trail {
    private let path: String
    private let file: FileHandle?

    /// - Parameter seed: The seed of the run; runs of several seeds may go side by side.
    init(seed: UInt64) {
        path = NSTemporaryDirectory() + "invsync-mutations-\(ProcessInfo.processInfo.processIdentifier)-\(seed)"
        let isThere = FileManager.default.createFile(atPath: path, contents: nil)
        file = isThere ? FileHandle(forUpdatingAtPath: path) : nil
        print("mutations: after a crash or a hang, \(path) tells the document")
    }

    func mark(_ text: String) {
        try? file?.seek(toOffset: 0)
        try? file?.write(contentsOf: Data("\(text)\n".utf8))
    }

    func end() {
        try? file?.close()
        try? FileManager.default.removeItem(atPath: path)
    }
}
