import InvoiceSync

extension RunReport {
    /// The report of a run that found nothing to do and left nothing.
    static var nothingDone: RunReport {
        var report = RunReport()
        report.left = Left()
        return report
    }
}
