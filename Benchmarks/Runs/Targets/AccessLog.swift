import Foundation

/// A server's access log: tab-separated (method, path, status, microseconds) or in the common format.
struct AccessLog: Sendable {
    let file: URL

    /// Where the log ends now.
    func end() throws -> UInt64 {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        return try handle.seekToEnd()
    }

    /// The requests that were logged since.
    func requests(since start: UInt64) throws -> [ServerUsage.Requests] {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        try handle.seek(toOffset: start)
        return Self.requests(in: String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self))
    }

    static func requests(in text: String) -> [ServerUsage.Requests] {
        var requests: [String: ServerUsage.Requests] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let entry = line.contains("\t") ? tabSeparated(line) : common(line) else { continue }
            let route = route(entry.path)
            var sum = requests["\(entry.method) \(route)"] ?? .init(method: String(entry.method), route: route)
            sum.statuses[entry.status, default: 0] += 1
            sum.seconds += entry.seconds
            requests["\(entry.method) \(route)"] = sum
        }
        return requests.values.sorted { ($0.route, $0.method) < ($1.route, $1.method) }
    }

    private typealias Entry = (method: Substring, path: Substring, status: Int, seconds: Double)

    private static func tabSeparated(_ line: Substring) -> Entry? {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count >= 3, let status = Int(fields[2]) else { return nil }
        let microseconds = fields.count > 3 ? Double(fields[3]) ?? 0 : 0
        return (fields[0], fields[1], status, microseconds / 1e6)
    }

    private static func common(_ line: Substring) -> Entry? {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count >= 3, let status = parts[2].split(separator: " ").first.flatMap({ Int($0) }) else {
            return nil
        }
        let words = parts[1].split(separator: " ")
        return words.count >= 2 ? (words[0], words[1], status, 0) : nil
    }

    private static func route(_ path: Substring) -> String {
        path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
            .map { !$0.isEmpty && $0.allSatisfy(\.isNumber) ? "{pk}" : $0 }.joined(separator: "/")
    }
}
