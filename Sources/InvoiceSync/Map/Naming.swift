import InvenTreeClient

/// The rules by which the names and codes of invoices are read (<doc:NameRules>).
///
/// Pure.
package struct Naming: Sendable {
    var partCodes = SyncConfiguration.PartCodes.match
    var personalCodes = SyncConfiguration.PersonalCodes.keep
    /// The rows that an operator chose for names and codes.
    var aliases = Aliases()

    /// Rules that are all the default.
    package init() {}

    init(_ configuration: SyncConfiguration, _ aliases: Aliases) {
        partCodes = configuration.partCodes
        personalCodes = configuration.personalCodes
        self.aliases = aliases
    }

    /// A customer as it is looked up; aliases are found by the invoice's own code.
    func read(_ demand: CustomerDemand) -> CustomerDemand {
        var read = demand
        read.alias = aliases.customer(of: demand)
        if personalCodes == .omit, demand.tax?.isPersonal ?? false { read.taxID = "" }
        return read
    }

    /// A part as it is looked up; aliases are found by the invoice's own code.
    func read(_ demand: PartDemand) -> PartDemand {
        let ipn = partCodes == .match ? demand.ipn : ""
        return PartDemand(
            name: demand.name,
            wholeName: demand.wholeName,
            ipn: ipn,
            alias: aliases.part(of: demand)
        )
    }
}

/// The rows that tables of aliases stand for on a server.
package struct Aliases: Sendable, Hashable {
    var parts: [AliasKey: Part] = [:]
    var customers: [AliasKey: Company] = [:]

    func part(of demand: PartDemand) -> Part? {
        guard !parts.isEmpty else { return nil }
        return AliasKey.keys(of: demand.foldedName, code: demand.foldedIPN?.description).firstValue { parts[$0] }
    }

    func customer(of demand: CustomerDemand) -> Company? {
        guard !customers.isEmpty else { return nil }
        return AliasKey.keys(of: demand.foldedName, code: demand.tax?.code).firstValue { customers[$0] }
    }
}

extension [AliasKey] {
    fileprivate func firstValue<Value>(_ value: (AliasKey) -> Value?) -> Value? {
        lazy.compactMap(value).first
    }
}
