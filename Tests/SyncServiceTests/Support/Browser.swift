import Foundation
import HTTPTypes
import InvenTreeClient
import Subprocess
import SystemPackage
import Testing

/// A real Chromium without a window, driven by the W3C's WebDriver protocol.
struct Browser: Sendable {
    private let session: URL
    /// FoundationNetworking does not take the driver's headers, which have no blank after the colon.
    private static let transport = Result { try CurlTransport(configuration: .init(requestTimeout: .seconds(120))) }

    /// Debian's packages have both.
    static let isInstalled = [driver, chromium].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    static let hint: Comment = "needs Debian's chromium and chromium-driver, which make test installs"
    private static let driver = "/usr/bin/chromedriver"
    private static let chromium = "/usr/bin/chromium"

    /// How long an element is looked for until it is there.
    private static let patience = 30_000

    /// Runs a body with a browser that knows nothing of any before it.
    static func run(_ body: (Browser) async throws -> Void) async throws {
        let profile = FileManager.default.temporaryDirectory.appending(path: "chromium-\(UUID())")
        defer { try? FileManager.default.removeItem(at: profile) }
        // The driver ends with the tests, however they end: its input does.
        let script = "\"$0\" --port=0 & pid=$!; cat >/dev/null; kill $pid; wait $pid"
        _ = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: ["-c", script, driver],
            input: .inputWriter,
            output: .sequence,
            error: .discarded
        ) { shell in
            var lines = shell.standardOutput.strings().makeAsyncIterator()
            var port: Substring?
            while port == nil, let line = try await lines.next() {
                port = line.firstMatch(of: /started successfully on port (\d+)/)?.1
            }
            let address = "http://127.0.0.1:\(try #require(port))"
            let driver = try #require(URL(string: address))
            let browser = try await Browser(driver, profile.path)
            let outcome = await Result { () async throws in try await body(browser) }
            _ = try await send(.delete, browser.session)
            try await shell.standardInputWriter.finish()
            try outcome.get()
        }
    }

    private init(_ driver: URL, _ profile: String) async throws {
        let options: [String: Any] = [
            "binary": Self.chromium,
            // Chromium has no sandbox for root, which is who runs tests in a container.
            "args": [
                "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                // By a pipe Chromium hears of the driver's end, and follows.
                "--user-data-dir=\(profile)", "--remote-debugging-pipe",
            ],
        ]
        let wanted: [String: Any] = [
            "goog:chromeOptions": options, "goog:loggingPrefs": ["browser": "ALL"],
            "timeouts": ["implicit": Self.patience],
        ]
        let body = ["capabilities": ["alwaysMatch": wanted]]
        let value = try await Self.send(.post, driver.appending(path: "session"), body)
        let id = try #require((value as? [String: Any])?["sessionId"] as? String)
        session = driver.appending(path: "session/\(id)")
    }

    /// Opens a page, and waits until it is loaded.
    func open(_ url: URL) async throws {
        try await post("url", ["url": url.absoluteString])
    }

    /// The text of an element, which a selector of CSS names, as it is seen when it is there.
    func text(_ selector: String) async throws -> String {
        try #require(try await Self.send(.get, element("css selector", selector).appending(path: "text")) as? String)
    }

    /// Waits until elements are there, each as an expression of XPath from its identifier on: `now[contains(., 'idle')]`.
    ///
    /// All of them are there at the same moment.
    func wait(for conditions: String...) async throws {
        let all = conditions.map { condition in
            let name = condition.prefix { $0 != "[" && $0 != "/" }
            return "//*[@id='\(name)']\(condition.dropFirst(name.count))"
        }
        _ = try await element("xpath", "/html[\(all.joined(separator: " and "))]")
    }

    /// Presses a button or follows a link, as a mouse does, and waits for the page that it leads to.
    func click(_ selector: String) async throws {
        try await evaluate("document.documentElement.dataset.left = ''")
        try await Self.send(.post, element("css selector", selector).appending(path: "click"), [:])
        _ = try await element("xpath", "/html[not(@data-left)]")
    }

    func type(_ text: String, into selector: String) async throws {
        let field = try await element("css selector", selector)
        try await Self.send(.post, field.appending(path: "value"), ["text": text])
    }

    /// The page's title.
    var title: String {
        get async throws { try #require(try await Self.send(.get, session.appending(path: "title")) as? String) }
    }

    /// Runs a script in the page.
    @discardableResult
    func evaluate(_ script: String) async throws -> Any? {
        try await post("execute/sync", ["script": script, "args": [String]()])
    }

    /// Makes the page as wide as it is on a phone.
    func narrow(to width: Int) async throws {
        let size: [String: Any] = ["width": width, "height": 800, "deviceScaleFactor": 2, "mobile": true]
        try await post("goog/cdp/execute", ["cmd": "Emulation.setDeviceMetricsOverride", "params": size])
    }

    /// What the page's console was told since somebody last asked: errors of scripts, refusals of the policy.
    func console() async throws -> [String] {
        let entries = try #require(try await post("se/log", ["type": "browser"]) as? [[String: Any]])
        return entries.compactMap { $0["message"] as? String }
    }

    private func element(_ strategy: String, _ selector: String) async throws -> URL {
        let found = try await post("element", ["using": strategy, "value": selector]) as? [String: String]
        return session.appending(path: "element/\(try #require(found?.values.first))")
    }

    @discardableResult
    private func post(_ command: String, _ body: [String: Any]) async throws -> Any? {
        try await Self.send(.post, session.appending(path: command), body)
    }

    @discardableResult
    private static func send(
        _ method: HTTPRequest.Method,
        _ url: URL,
        _ body: [String: Any]? = nil
    ) async throws -> Any? {
        var request = HTTPRequest(
            method: method,
            scheme: url.scheme,
            authority: url.host().map { "\($0):\(url.port ?? 80)" },
            path: url.path
        )
        request.headerFields[.contentType] = "application/json"
        let data = try body.map { try JSONSerialization.data(withJSONObject: $0) }
        let answer = try await transport.get().send(request, body: data)
        let value = (try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])?["value"]
        if let failure = value as? [String: Any], let error = failure["error"] as? String {
            throw BrowserError(description: "\(url.path): \(error): \(failure["message"] ?? "")")
        }
        return value
    }
}

struct BrowserError: Error, CustomStringConvertible {
    let description: String
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
