import Foundation

/// The processes of a server on this machine, as Linux' /proc shows them.
struct ServerProcesses: Sendable {
    /// What their command lines match.
    let pattern: String

    /// The CPU time that they and their ended children took so far.
    ///
    /// A child that ends adds its time to its parent's at once, so that between two calls nothing is lost or counted
    /// twice as long as the pattern matches the parents, too.
    ///
    /// - Throws: Where the pattern is no regular expression, or there is no /proc.
    func cpu() throws -> Duration {
        let regex = try Regex(pattern)
        let own = "\(ProcessInfo.processInfo.processIdentifier)"
        let all = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { $0 != own }
        let ticks = try all.filter { $0.allSatisfy(\.isNumber) }.reduce(0) { sum, process in
            guard let command = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8),
                try regex.firstMatch(in: command) != nil
            else { return sum }
            return sum + Self.ticks(of: process)
        }
        return .seconds(1) * ticks / sysconf(Int32(_SC_CLK_TCK))
    }

    /// User and system time, of the process and of its ended children; 0 when it is gone.
    private static func ticks(of process: String) -> Int {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return 0 }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        return fields.dropFirst(11).prefix(4).compactMap { Int($0) }.reduce(0, +)
    }
}
