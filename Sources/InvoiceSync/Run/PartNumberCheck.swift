import InvenTreeClient

/// Holds the products of invoices against the server's pattern for IPNs, before anything is written
/// (<doc:ResultRules#Configuration-errors>).
struct PartNumberCheck: Sendable {
    let configuration: SyncConfiguration
    let directory: Directory

    /// Checks the products of some invoices.
    ///
    /// - Parameters:
    ///   - pattern: The server's pattern.
    ///   - orders: What the invoices ask for.
    ///   - documents: The number of documents that hold them; the first few are enough.
    /// - Returns: A failure where no part can be had for some line of every invoice, a warning where that is so for some of
    ///   the invoices, or where nobody knows.
    /// - Throws: ``SyncError`` where the server cannot be asked for the parts.
    func check(
        _ pattern: PartNumberPattern,
        _ orders: [OrderDraft],
        in documents: Int
    ) async throws(SyncError) -> Preflight.Check {
        let remedy =
            "Empty the server's setting PART_IPN_REGEX (Settings, Parts), give those products codes (cod_conta_produs) that "
            + "match it, or create their parts by hand and set “parts.create: false”."
        let rule = "the server's setting PART_IPN_REGEX wants every IPN to match \(pattern.text.cut(at: 100))"
        let suspects = Set(orders.flatMap(\.parts).filter { pattern.matches($0.ipn) != true })
        try await directory.parts.learn(suspects, remaining: 1)
        let refused = suspects.filter(isRefused)
        if let example = refused.first(where: { pattern.matches($0.ipn) == nil }) {
            let detail = "\(rule), an expression that only the server can judge: it may refuse “\(example.name)”"
            return .warning("part numbers", detail, remedy)
        }
        let failing = orders.count { order in order.parts.contains(where: refused.contains) }
        guard failing > 0, let example = refused.min(by: { $0.name < $1.name }) else {
            return orders.isEmpty
                ? .warning("part numbers", "\(rule); new parts for other codes, or without one, are refused", remedy)
                : .ok("part numbers", "the codes of new products match the server's PART_IPN_REGEX")
        }
        let code = example.ipn.isEmpty ? "has no code" : "has the code \(example.ipn)"
        let sample = documents == 1 ? "the first document" : "the first \(documents) documents"
        let count = "\(failing) of the \(orders.count) invoices in \(sample)"
        let detail = "\(rule); \(count) need parts that it refuses: “\(example.name)” \(code)"
        return failing == orders.count
            ? .failed("part numbers", detail, remedy) : .warning("part numbers", detail, remedy)
    }

    /// Whether the part of a product, whose IPN the pattern does not take, would have to be created or changed.
    private func isRefused(_ demand: PartDemand) -> Bool {
        guard let part = directory.parts.match(demand)?.part else { return configuration.createsParts }
        return !demand.changes(to: part, makesSalable: configuration.makesPartsSalable).isEmpty
    }
}

extension SyncEngine {
    /// Looks at the server as a run does, and holds the products of the first pending documents against its settings.
    ///
    /// Nothing is written, unless the currency may be added to the server's setting.
    ///
    /// - Parameter allowsCurrency: Whether a currency that the server does not allow is added to its setting.
    /// - Returns: What was found.
    public func preflight(allowsCurrency: Bool = false) async -> Preflight.Report {
        let preflight = Preflight(api: api, configuration: configuration, allowsCurrency: allowsCurrency)
        var report = await preflight.run()
        guard let context = report.context else { return report }
        let query = DocumentQuery(states: [.pending], limit: configuration.batchSize)
        // The store has checks of its own.
        let documents = (try? await store.documents(query)) ?? []
        let reader = DocumentReader(self, context: context)
        do throws(SyncError) {
            guard let check = try await partNumberCheck(reader.read(documents), context) else { return report }
            report.checks.append(check)
            if check.outcome == .failed { report.context = nil }
        } catch {
            report.outage = error
        }
        return report
    }

    /// Throws where no invoice of the first documents can have its parts.
    func requirePartNumbers(for documents: [DocumentWork], _ context: ServerContext) async throws(SyncError) {
        guard let check = try await partNumberCheck(documents, context), check.outcome == .failed else { return }
        throw SyncError(.preflight, "\(check.detail). \(check.remedy ?? "")")
    }

    private func partNumberCheck(
        _ documents: [DocumentWork],
        _ context: ServerContext
    ) async throws(SyncError) -> Preflight.Check? {
        guard let pattern = context.partNumbers else { return nil }
        let directory = Directory(self, store: store, context: context, memory: .none)
        let check = PartNumberCheck(configuration: configuration, directory: directory)
        return try await check.check(pattern, documents.flatMap(\.orders).map(\.draft), in: documents.count)
    }
}
