import Foundation
import Hummingbird
import InvoiceSync

/// Whether the service lives, whether it can work, and its figures.
struct HealthRoutes: Sendable {
    let health: Health
    let metrics: ServiceMetrics
    let scheduler: SyncScheduler
    let gatekeeper: Gatekeeper

    var routes: [Route] {
        [
            Route(.get, "/livez", for: .anybody) { _, _ in .json(Status(status: "alive")) },
            Route(.get, "/readyz", for: .anybody) { request, _ in
                let isStranger = (try? await gatekeeper.admit(request, to: .visitor)) == nil
                let checks = (await health.checks()).map { isStranger ? $0.withoutDetail : $0 }
                let isReady = checks.allSatisfy(\.ok)
                let report = Readiness(status: isReady ? "ready" : "not_ready", checks: checks)
                return .json(report, status: isReady ? .ok : .serviceUnavailable)
            },
            Route(.get, "/metrics", for: .token(.metrics)) { _, _ in
                let patience = Patience(environment: scheduler.environment)
                let counts = await patience.answer(or: nil) { try? await scheduler.store.counts() }
                let text = PrometheusText.render(metrics.families(documents: counts))
                return .bytes(Array(text.utf8), "text/plain; version=0.0.4; charset=utf-8")
            },
            Route(.get, "/api/openapi.json", for: .anybody) { _, _ in
                .bytes(PackageResources.openapi_json, "application/json")
            },
        ]
    }

    private struct Status: Encodable {
        let status: String
    }

    private struct Readiness: Encodable {
        let status: String
        let checks: [Health.Check]
    }
}
