/// How invoices become orders.
public struct SyncConfiguration: Sendable, Hashable {
    /// The currency of invoices that name none.
    public enum Currency: Sendable, Hashable {
        /// An ISO 4217 code.
        case code(String)
        /// Whatever the server's default currency is, taken knowingly.
        case serverDefault
    }

    /// What becomes of a line whose quantity or price is below zero.
    public enum NegativeLines: String, Sendable, Hashable, CaseIterable {
        /// An extra line of the order with the negative amount, so that the order's total is the invoice's.
        case extra
        /// Nothing but a warning in the log.
        case skip
    }

    /// In which order the lines of an order are created, and so stand there.
    public enum LineOrder: String, Sendable, Hashable, CaseIterable {
        /// The invoice's (<doc:OrderRules#Order-lines>): one line of an order after the other, lines of other orders
        /// meanwhile.
        case invoice
        /// Any: the lines of one order go in parallel, too, which makes a long invoice faster where nothing else is to do.
        case any
    }

    /// The interval at which runs look for finished documents that other programs edited.
    public enum ChangeScan: String, Sendable, Hashable, CaseIterable {
        /// In every run while that takes less than 5 seconds, else once a day.
        case auto
        /// In every run.
        case everyRun = "every_run"
        /// Once a day.
        case daily
        /// Not at all.
        case never
    }

    /// The use of the products' codes (`cod_conta_produs`) in the look-up of parts.
    public enum PartCodes: String, Sendable, Hashable, CaseIterable {
        /// A code is the IPN of a part: parts are found by it first, and get it.
        case match
        /// Codes do not count, as where an accounting code is shared by many products: parts are found by name alone.
        case ignore
    }

    /// The use of the personal codes of private persons (CNP), which are personal data.
    public enum PersonalCodes: String, Sendable, Hashable, CaseIterable {
        /// A personal code stands in a company's `tax_id` and identifies the person.
        case keep
        /// No personal code is sent to the server: persons are identified by name.
        case omit
    }

    /// The currency of invoices that name none.
    ///
    /// Default: RON.
    public var currency: Currency
    /// What becomes of negative lines.
    ///
    /// Default: ``NegativeLines/extra``.
    public var negativeLines: NegativeLines
    /// The values of `tip_factura_cod` that do not become orders, in any case.
    ///
    /// FGO's exports have `Proforma`, `Aviz`, `Deviz` and `Comanda` beside invoices. Default: none.
    public var skipTypes: Set<String>
    /// The values of `source` whose documents are accepted; an empty text stands for documents without one.
    ///
    /// Default: `nil`, which accepts documents without a source and those of one source, and refuses several.
    public var sources: Set<String>?
    /// Whether series and number of the invoice also become the order's `customer_reference`.
    ///
    /// Default: no.
    public var writesCustomerReference: Bool
    /// The interval at which runs look for edited documents, if the caller leaves that to the settings.
    ///
    /// Default: ``ChangeScan/auto``.
    public var changeScan: ChangeScan
    /// The values of `status` that do not become orders, in any case.
    ///
    /// Default: ``defaultSkipStates``.
    public var skipStates: Set<String>
    /// Drafts, cancelled invoices, and those that another invoice reversed.
    public static let defaultSkipStates: Set<String> = ["draft", "anulata", "stornata"]
    /// Whether a found part that is not salable is made so.
    ///
    /// Default: no, its lines are logged as missing.
    public var makesPartsSalable: Bool
    /// The pk of the category that new parts go to.
    ///
    /// Default: none.
    public var partCategory: Int?
    /// The use of the products' codes in the look-up of parts.
    ///
    /// Default: ``PartCodes/match``.
    public var partCodes: PartCodes
    /// A Boolean value that indicates whether a part is created for a product that has none.
    ///
    /// Default: `true`; otherwise the lines of such a product are logged as missing.
    public var createsParts: Bool
    /// The parts that an operator chose for names and codes of products, consulted before any look-up.
    ///
    /// Default: none.
    public var partAliases: AliasTable?
    /// A Boolean value that indicates whether a company is created for a customer that has none.
    ///
    /// Default: `true`; otherwise the invoices of such a customer fail.
    public var createsCustomers: Bool
    /// The use of the personal codes of private persons (CNP).
    ///
    /// Default: ``PersonalCodes/keep``.
    public var personalCodes: PersonalCodes
    /// The companies that an operator chose for names and codes of customers, consulted before any look-up.
    ///
    /// Default: none.
    public var customerAliases: AliasTable?
    /// In which order the lines of an order are created.
    ///
    /// Default: ``LineOrder/invoice``.
    public var lineOrder: LineOrder
    /// How many invoices are worked on at the same time, 1 to 64; with 1 each request waits for the one before it.
    ///
    /// How many requests are under way is the client's to say: `InvenTreeClient.Configuration.concurrency`. It takes some
    /// four invoices to keep one request under way while parts are created, which go one at a time.
    ///
    /// Default: 32.
    public var parallel: Int
    /// After how many failures of the world a document is given up.
    ///
    /// Default: 8.
    public var maxAttempts: Int
    /// After how many documents in a row that the world failed a run stops.
    ///
    /// Default: 3.
    public var failuresBeforeStop: Int
    /// How long a worker holds documents and locks without a sign of life: so long a worker that died holds up others.
    ///
    /// Default: 1 minute.
    public var leaseDuration: Duration
    /// How long a run that was asked to stop goes on with what it has begun.
    ///
    /// Default: 7 s.
    public var gracePeriod: Duration
    /// The longest time that a run begins new invoices for; what is left then waits for the next run.
    ///
    /// A server that answers without end holds no run for ever so.
    ///
    /// Default: 2 hours.
    public var runLimit: Duration
    /// How many documents are claimed together at most.
    ///
    /// Default: 20.
    public var batchSize: Int
    /// The time for which logs, records of runs and remembered names are kept.
    ///
    /// Default: no limit of time.
    public var retention = Retention()

    /// A configuration; every rule has its default.
    ///
    /// - Parameters:
    ///   - currency: The currency of invoices that name none.
    ///   - negativeLines: What becomes of negative lines.
    ///   - skipTypes: The values of `tip_factura_cod` that are not to become orders.
    ///   - makesPartsSalable: Whether a found part that is not salable is made so.
    ///   - partCategory: The pk of the category that new parts go to.
    ///   - parallel: How many invoices are worked on at the same time; held to 1 to 64.
    public init(
        currency: Currency = .code("RON"),
        negativeLines: NegativeLines = .extra,
        skipTypes: Set<String> = [],
        makesPartsSalable: Bool = false,
        partCategory: Int? = nil,
        parallel: Int = 32
    ) {
        self.currency = currency
        self.negativeLines = negativeLines
        self.skipTypes = skipTypes
        self.makesPartsSalable = makesPartsSalable
        self.partCategory = partCategory
        self.parallel = min(max(parallel, 1), 64)
        sources = nil
        writesCustomerReference = false
        changeScan = .auto
        skipStates = Self.defaultSkipStates
        partCodes = .match
        createsParts = true
        createsCustomers = true
        personalCodes = .keep
        lineOrder = .invoice
        maxAttempts = 8
        failuresBeforeStop = 3
        leaseDuration = .seconds(60)
        gracePeriod = .seconds(7)
        runLimit = .seconds(7200)
        batchSize = 20
    }
}
