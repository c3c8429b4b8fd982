import Foundation

/// The number of file descriptors that the process may have.
enum OpenFileLimit {
    /// Raises the soft limit to the hard one: systems keep the soft one low for programs that cannot count beyond 1,024.
    static func raise() {
        var limit = rlimit()
        #if os(Linux)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        // Where the system refuses, the old limit holds, and the service takes fewer connections.
        _ = setrlimit(resource, &limit)
    }
}
