import FGOModels

/// Reads and maps documents, some at a time: names that are the same get the spelling of the first of them.
struct DocumentReader: Sendable {
    private let mapper: InvoiceMapper
    private let allowedCurrencies: Set<String>
    private let environment: SyncEnvironment

    init(_ engine: SyncEngine, context: ServerContext) {
        mapper = InvoiceMapper(
            currency: context.currency,
            negativeLines: engine.configuration.negativeLines,
            skipTypes: engine.configuration.skipTypes,
            skipStates: engine.configuration.skipStates,
            naming: Naming(engine.configuration, context.aliases),
            writesCustomerReference: engine.configuration.writesCustomerReference
        )
        allowedCurrencies = context.allowed
        environment = engine.environment
    }

    /// Reads documents that the worker holds.
    func read(_ documents: [ClaimedDocument]) -> [DocumentWork] {
        var spellings = FirstSpellings()
        return documents.map { claimed in
            let contents = DocumentContents(
                claimed,
                mapper: mapper,
                spellings: &spellings,
                allowedCurrencies: allowedCurrencies,
                now: environment.now()
            )
            return DocumentWork(claimed, contents)
        }
    }

    /// Reads documents as they stand, for work that writes nothing and holds none of them.
    func read(_ documents: [StoredDocument]) -> [DocumentWork] {
        read(
            documents.map { stored in
                ClaimedDocument(
                    document: stored.document,
                    lease: Lease(document: stored.document.id, owner: environment.worker),
                    attempts: stored.attempts,
                    formerLog: stored.log,
                    received: stored.received
                )
            }
        )
    }
}
