import InvenTreeClient

/// A line whose part turned out not to be what it was known as: it was renamed, merged, deleted or is no longer for sale.
struct StaleLine: Sendable {
    let line: LineDraft
    let demand: PartDemand
    /// The part as it was known.
    let part: Part
    /// The line, where the server took it all the same.
    var added: StandingLine?
    /// Why the server did not take it.
    var refusal = ""

    /// What is left to do now that the part is known as it is.
    func steps(with part: Part, _ journal: inout LineJournal) -> [LineStep] {
        guard part.isSalable else {
            journal.leaveOut(line, because: part.notForSale)
            return removal
        }
        if let added {
            return part.id == self.part.id ? [] : [.update(added, LineChanges(part: part.id), line, .use(part))]
        }
        return [.add(line, .use(part))]
    }

    /// What is left to do where the line cannot be placed.
    func steps(refused reason: String, _ journal: inout LineJournal) -> [LineStep] {
        journal.refuse(line, because: reason)
        return removal
    }

    private var removal: [LineStep] { added.map { [.remove($0)] } ?? [] }
}
