import FGOModels
import Foundation

/// Sorts an invoice's lines into order lines, extra lines and lines that cannot be placed
/// (<doc:InvoiceRules#Unreadable-lines-and-invoices> and <doc:OrderRules#Negative-lines>).
///
/// Pure.
struct LineMapper {
    let negativeLines: SyncConfiguration.NegativeLines
    let naming: Naming
    private(set) var lines: [LineDraft] = []
    private(set) var missing: [MissingProduct] = []
    private(set) var warnings: [String] = []
    /// The number of the invoice's lines so far, whatever became of them.
    private var count = 0
    private var hasNegative = false
    private var hasZero = false

    init(negativeLines: SyncConfiguration.NegativeLines, naming: Naming) {
        self.negativeLines = negativeLines
        self.naming = naming
    }

    mutating func add(_ reading: LineReading) {
        count += 1
        switch reading {
        case .unreadable(let line):
            let reason = line.error.description
            missing.append(MissingProduct(ipn: line.codContaProdus, name: line.numeProdus, reason: reason))
        case .line(let line):
            add(line)
        }
    }

    /// What the lines make of their invoice.
    enum Outcome: Hashable {
        case order
        /// There is nothing to order.
        case skipped(SkipReason)
        /// There may be something to order, and no line of it can be placed.
        case unplaced
    }

    /// What the lines so far make of their invoice: an order needs a line above zero.
    var outcome: Outcome {
        if lines.contains(where: \.isForPart) { return .order }
        if !missing.isEmpty { return .unplaced }
        if hasNegative { return .skipped(.creditNote) }
        return .skipped(hasZero ? .onlyZeroQuantities : .noLines)
    }

    private mutating func add(_ line: InvoiceLine) {
        guard let part = part(of: line) else {
            return miss(line, because: "\(line.path).nume_produs: holds nothing but control characters")
        }
        guard let quantity = fit(line.cantitate, in: .quantity, of: line) else {
            return miss(line, because: Self.beyond(.quantity, line.cantitate, line))
        }
        var price: Decimal?
        if let given = line.pretUnitar {
            guard let fitting = fit(given, in: .price, of: line) else {
                return miss(line, because: Self.beyond(.price, given, line))
            }
            price = fitting
        }
        place(line, part: part, quantity: quantity, price: price)
    }

    private mutating func place(_ line: InvoiceLine, part: PartDemand, quantity: Decimal, price: Decimal?) {
        if quantity.isZero {
            hasZero = true
            warnings.append("\(line.path): quantity zero, skipped")
        } else if !quantity.isSignMinus, !(price?.isSignMinus ?? false) {
            lines.append(LineDraft(line, .part(part), position: count, quantity: quantity, price: price))
        } else {
            hasNegative = true
            placeNegative(line, part: part, quantity: quantity, price: price)
        }
    }

    private mutating func placeNegative(_ line: InvoiceLine, part: PartDemand, quantity: Decimal, price: Decimal?) {
        switch negativeLines {
        case .skip:
            warnings.append("\(line.path): negative, skipped (negative_lines: skip)")
        case .extra:
            let text = AcceptableText.make(part.wholeName ?? part.name, limit: FieldLimit.extraLineDescription)
            let amount = price.map { quantity.isSignMinus ? -$0 : $0 }
            let item = LineDraft.Item.extra(description: text)
            lines.append(LineDraft(line, item, position: count, quantity: abs(quantity), price: amount))
        }
    }

    private func part(of line: InvoiceLine) -> PartDemand? {
        let ipn = AcceptableText.make(line.codContaProdus ?? "", limit: FieldLimit.partIPN)
        let given = line.numeProdus ?? line.codContaProdus ?? ""
        let name = AcceptableText.make(given, limit: FieldLimit.partName)
        guard !name.isEmpty else { return nil }
        let isCut = AcceptableText.exceeds(given, limit: FieldLimit.partName)
        let whole = isCut ? AcceptableText.make(given, limit: FieldLimit.partDescription) : nil
        return naming.read(PartDemand(name: name, wholeName: whole, ipn: ipn))
    }

    private mutating func fit(_ number: Decimal, in field: FieldNumber, of line: InvoiceLine) -> Decimal? {
        guard let fitting = field.fit(number) else { return nil }
        if fitting.isRounded {
            warnings.append("\(line.path).\(field.name): \(number) rounded to \(fitting.value)")
        }
        return fitting.value
    }

    private static func beyond(_ field: FieldNumber, _ number: Decimal, _ line: InvoiceLine) -> String {
        "\(line.path).\(field.name): \(number) is beyond the server's field (below \(field.bound))"
    }

    private mutating func miss(_ line: InvoiceLine, because reason: String) {
        missing.append(MissingProduct(ipn: line.codContaProdus, name: line.numeProdus, reason: reason))
    }
}

extension LineDraft {
    fileprivate init(_ line: InvoiceLine, _ item: Item, position: Int, quantity: Decimal, price: Decimal?) {
        let details = line.detalii ?? ""
        let isCut = AcceptableText.exceeds(details, limit: FieldLimit.lineReference)
        self.init(
            item: item,
            quantity: quantity,
            price: price,
            reference: AcceptableText.prefix(details, limit: FieldLimit.lineReference),
            notes: isCut ? AcceptableText.make(details, limit: FieldLimit.lineNotes) : "",
            position: position,
            path: line.path
        )
    }

    fileprivate var isForPart: Bool {
        if case .part = item { true } else { false }
    }
}
