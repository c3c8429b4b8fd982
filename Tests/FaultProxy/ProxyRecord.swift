package import Foundation

/// How many requests came, and what became of them.
package struct FaultCounts: Sendable, Equatable, Codable {
    package internal(set) var requests = 0
    /// Requests that no fault befell.
    package internal(set) var none = 0
    /// Requests that the server itself left without an answer.
    package internal(set) var unanswered = 0
    /// Spoiled requests by the raw value of their fault.
    package internal(set) var faults: [String: Int] = [:]

    /// How many requests were spoiled in a way.
    package subscript(fault: Fault) -> Int { faults[fault.rawValue] ?? 0 }

    package init() {}
}

/// A request and what became of it, for whoever looks for a reason afterwards.
package struct ProxiedExchange: Sendable, Codable, CustomStringConvertible {
    package let number: Int
    package let time: Date
    package let method: String
    package let target: String
    package let body: String
    package var fault: Fault?
    /// What the server answered; nil where it was not asked, or did not answer.
    package var status: Int?

    package var description: String {
        let clock = String(format: "%.3f", time.timeIntervalSince1970.truncatingRemainder(dividingBy: 1000))
        let outcome = [fault?.rawValue, status.map(String.init)].compactMap { $0 }.joined(separator: " ")
        return "\(number) @\(clock) \(method) \(target) \(body) → \(outcome)"
    }
}
