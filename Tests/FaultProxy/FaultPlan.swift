/// A request as a plan sees it.
package struct ProxiedRequest: Sendable {
    /// Which request it is of all that came, from 1.
    package let number: Int
    package let method: String
    /// Path and query.
    package let target: String

    package init(number: Int, method: String, target: String) {
        self.number = number
        self.method = method
        self.target = target
    }
}

/// What becomes of one request.
package struct Treatment: Sendable {
    package typealias Hook = @Sendable () async -> Void

    package var fault: Fault?
    /// Runs before the server gets the request.
    package var beforeForwarding: Hook?
    /// Runs after the server answered, before the client hears of it.
    package var afterAnswer: Hook?

    package init(fault: Fault? = nil, beforeForwarding: Hook? = nil, afterAnswer: Hook? = nil) {
        self.fault = fault
        self.beforeForwarding = beforeForwarding
        self.afterAnswer = afterAnswer
    }
}

/// Decides for each request what becomes of it.
package struct FaultPlan: Sendable {
    package let treatment: @Sendable (ProxiedRequest) async -> Treatment

    package init(_ treatment: @escaping @Sendable (ProxiedRequest) async -> Treatment) {
        self.treatment = treatment
    }

    /// Every request gets its right answer.
    package static let none = FaultPlan { _ in Treatment() }

    /// One request is treated, all others get their right answer.
    package static func at(_ number: Int, _ treatment: Treatment) -> FaultPlan {
        FaultPlan { $0.number == number ? treatment : Treatment() }
    }

    /// Faults by chance: what becomes of a request depends on the seed and its number alone.
    ///
    /// - Parameters:
    ///   - seed: The seed.
    ///   - rate: The share of requests that are spoiled, from 0 to 1.
    ///   - kinds: The faults, each as likely as the others.
    /// - Returns: The plan.
    package static func seeded(_ seed: UInt64, rate: Double, kinds: [Fault] = Fault.allCases) -> FaultPlan {
        FaultPlan { request in
            var dice = SeededGenerator(seed: seed, stream: UInt64(request.number))
            guard Double.random(in: 0..<1, using: &dice) < rate else { return Treatment() }
            return Treatment(fault: kinds.randomElement(using: &dice))
        }
    }
}
