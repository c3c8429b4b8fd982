public import Foundation

/// Something that a person did with the service, as it is on record.
public struct AuditRecord: Sendable, Hashable, Codable, Identifiable {
    /// The number of records of each action that a store keeps: strangers who guess tokens push out no other records.
    public static let kept = 1000

    /// The kinds of actions.
    public enum Action: String, Sendable, Hashable, Codable, CaseIterable {
        /// Somebody signed in to the dashboard.
        case signIn = "sign_in"
        /// Somebody signed out.
        case signOut = "sign_out"
        /// Somebody sent a wrong token.
        case signInFailed = "sign_in_failed"
        /// Somebody began a run.
        case run
        /// Somebody had documents tried again.
        case retry
        /// Somebody switched the job on or off.
        case `switch`
        /// Somebody changed the schedule.
        case schedule
        /// The settings were read again.
        case reload
        /// Somebody erased a customer.
        case forgetCustomer = "forget_customer"
    }

    /// The identifier: the moment and eight digits of chance, so that identifiers sort as things were done.
    public let id: String
    /// The moment.
    public let at: Date
    /// The action.
    public let action: Action
    /// The token or session of the person, without any secret.
    public let who: String
    /// The address that the request came from, if there was one; of IPv6 the network of 64 bits.
    public let address: String?
    /// The outcome: the run, the new schedule, `on` or `off`.
    public let detail: String?

    /// A record.
    ///
    /// - Parameters:
    ///   - action: The action.
    ///   - who: The token or session of the person, without any secret.
    ///   - address: The address that the request came from.
    ///   - detail: The outcome; its first 200 characters are kept.
    ///   - moment: The moment.
    public init(_ action: Action, who: String, address: String? = nil, detail: String? = nil, at moment: Date) {
        let time = moment.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        let milliseconds = Int((moment.timeIntervalSince1970 * 1000).rounded(.down)) % 1000
        let digits = String(1000 + milliseconds).dropFirst()
        id = "\(time.dropLast()).\(digits)Z-\(Chance.eightDigits())"
        at = moment
        self.action = action
        self.who = who
        self.address = address
        self.detail = detail.map { $0.cut(at: 200) }
    }

    /// The record as JSON, which the stores keep.
    ///
    /// - Throws: ``SyncError`` if a value has no JSON form.
    public func json() throws(SyncError) -> String { try RecordJSON.text(of: self) }

    /// Reads a record as ``json()`` writes it; `nil` if it is none.
    ///
    /// - Parameter json: JSON text.
    public init?(json: String) {
        guard let record = RecordJSON.value(AuditRecord.self, in: json) else { return nil }
        self = record
    }
}
