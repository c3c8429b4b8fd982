import FGOModels
import Foundation
import InvoiceSync
import Testing

@testable import SyncService

/// The pages as people have them, with their script, in a real browser.
@Suite(.serialized, .enabled(if: Browser.isInstalled, Browser.hint))
struct DashboardInBrowserTests {
    @Test func aRunByHandIsSeenFromItsBeginToItsEnd() async throws {
        let (gate, half) = (Gate(), Gate())
        let run: @Sendable (RunRequest) async throws(SyncError) -> RunReport = { request in
            var report = RunReport()
            report.documents.expected = 4
            request.onProgress(report)
            await half.pass()
            report.documents.ok = 2
            request.onProgress(report)
            await gate.pass()
            report.documents.ok = 4
            return report
        }
        try await withStillService(run: run) { service, _ in
            try await Browser.run { browser in
                try await browser.open(service.url)
                #expect(try await browser.title == "Sign in · invsync")
                try await browser.type("wrong", into: "#admin-token")
                try await browser.click("form .primary")
                #expect(try await browser.text("#problem") == "That is not the admin token.")
                try await browser.type(Service.token, into: "#admin-token")
                try await browser.click("form .primary")
                #expect(try await browser.title == "All is well · invsync")
                // The refusal of the wrong token is an error to the console.
                _ = try await browser.console()

                try await browser.click("#run-now")
                #expect(try await browser.text("#headline") == "A run is under way")
                try await browser.evaluate("window.isSamePage = true; document.getElementById('switch').focus()")
                await half.open()
                try await browser.wait(for: "progress-figures[. = '2 of 4 documents']")
                await gate.open()
                try await browser.wait(for: "headline[. = 'All is well']", "now[contains(., 'idle')]")
                #expect(try await browser.text("#runs tbody tr:first-child").contains("4 ok"))
                #expect(try await browser.title == "All is well · invsync")
                #expect(try await browser.evaluate("return window.isSamePage === true") as? Bool == true)
                #expect(try await browser.evaluate("return document.activeElement.id") as? String == "switch")
                #expect(try await browser.console().isEmpty)

                try await browser.click("header button")
                #expect(try await browser.title == "Sign in · invsync")
            }
        }
    }

    @Test func aFailingInvoiceIsSeenWithItsReasonAndTriedAgain() async throws {
        try await withStillService(token: nil) { service, time in
            try await service.insert("221029339", quantity: "many")
            _ = try await service.scheduler.start(.manual)
            try await Browser.run { browser in
                try await browser.open(service.url)
                // It may be loaded before the run has ended, and then hears of that.
                try await browser.wait(for: "headline[. = '1 document is partial']", "now[contains(., 'idle')]")
                #expect(try await browser.text("#failing .who").hasPrefix("T 221029339"))
                #expect(try await browser.text("#failing .reason").contains("“many” is not a number"))
                time.advance(by: .seconds(1))
                try await browser.click("#failing .document button")
                try await browser.wait(for: "runs//tbody/tr[1][contains(., 'retry')]", "now[contains(., 'idle')]")
                #expect(try await browser.text("#runs tbody tr:nth-child(2)").contains("by hand"))
                #expect(try await browser.text("#runs tbody tr:first-child").contains("1 partial"))
                #expect(try await browser.console().isEmpty)
            }
        }
    }

    @Test func nothingIsWiderThanAPhone() async throws {
        try await withStillService(token: nil) { service, _ in
            try await service.insert("6923f0a1c2d3e4f5a6b7c8d9", quantity: "many")
            _ = try await service.scheduler.start(.manual)
            try await Browser.run { browser in
                try await browser.open(service.url)
                try await browser.wait(for: "headline[. = '1 document is partial']", "now[contains(., 'idle')]")
                try await browser.narrow(to: 360)
                #expect(try await browser.evaluate("return document.documentElement.scrollWidth") as? Int == 360)
            }
        }
    }
}
