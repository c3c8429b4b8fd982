import FGOModels

/// Decides by kind and state which invoices do not become orders (<doc:InvoiceRules#States-and-kinds>).
///
/// Pure. Words are compared in any case, and with or without accents: `Anulată` is `anulata`.
struct SkipRules: Sendable {
    /// The decision about one invoice.
    enum Decision: Hashable {
        case process(warning: String?)
        case skip(SkipReason)
    }

    private let types: Set<String>
    private let states: Set<String>

    /// The states that are known and become orders.
    private static let processed: Set<String> = ["emisa", "storno"]

    /// - Parameters:
    ///   - types: The values of `tip_factura_cod` that do not become orders.
    ///   - states: The values of `status` that do not become orders.
    init(types: Set<String>, states: Set<String>) {
        self.types = Set(types.map(\.word))
        self.states = Set(states.map(\.word))
    }

    func decide(_ invoice: Invoice) -> Decision {
        if let type = invoice.tipFacturaCod, types.contains(type.word) { return .skip(.type(type)) }
        guard let status = invoice.status else { return .process(warning: nil) }
        let state = status.word
        if states.contains(state) { return .skip(.state(status)) }
        let isKnown = Self.processed.contains(state) || SyncConfiguration.defaultSkipStates.contains(state)
        return .process(warning: isKnown ? nil : "status: “\(status)” is unknown; the invoice is processed")
    }
}

/// The reason why an invoice becomes no order although nothing is wrong with it.
package enum SkipReason: Hashable, Sendable, CustomStringConvertible {
    /// Its `tip_factura_cod` is among `skip_types`.
    case type(String)
    /// Its `status` is among `skip_states`.
    case state(String)
    case noLines
    case onlyZeroQuantities
    case creditNote

    /// Whether the invoice was cancelled, or reversed by another one.
    var isCancellation: Bool {
        guard case .state(let status) = self else { return false }
        return ["anulata", "stornata"].contains(status.word)
    }

    /// The reason as it is written to logs.
    package var description: String {
        switch self {
        case .type(let type): "tip_factura_cod “\(type)” is among skip_types"
        case .state(let status):
            switch status.word {
            case "draft": "the invoice is a draft (status “\(status)”)"
            case "anulata": "the invoice was cancelled (status “\(status)”)"
            case "stornata": "the invoice was reversed by another one (status “\(status)”)"
            default: "status “\(status)” is among skip_states"
            }
        case .noLines: "the invoice has no lines"
        case .onlyZeroQuantities: "the invoice has only zero quantities"
        case .creditNote: "no line is above zero: a credit note"
        }
    }
}
