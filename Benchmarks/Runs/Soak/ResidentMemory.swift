import Foundation

/// How much memory this process holds now.
enum ResidentMemory {
    /// In bytes; Linux only.
    ///
    /// - Throws: Where the kernel does not tell.
    static var bytes: Int {
        get throws {
            let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
            guard fields.count > 1, let pages = Int(fields[1]) else { throw BenchmarkError("no figures in statm") }
            return pages * sysconf(Int32(_SC_PAGESIZE))
        }
    }
}
