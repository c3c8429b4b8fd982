public import Foundation

/// How a simulated server is to be.
public struct SimulatorConfiguration: Sendable {
    /// The address to listen on; anything but loopback is at the caller's risk.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes any that is free.
    public var port = 0
    /// The version of the API to play.
    public var apiVersion = APIVersion.v425
    /// The users and tokens.
    public var identities = Identities.standard
    /// The allowed currencies; the first is the server's default unless USD is among them.
    public var currencies = Currencies.initial
    /// How long each request takes, at least; in that time others may come between.
    public var latency = Duration.zero
    /// What requests cost, in addition to ``latency``; nil for a server that is as fast as it can.
    ///
    /// With a profile the server has so many workers, and requests wait for one; the counts tell the CPU time.
    public var latencyProfile: LatencyProfile?
    /// The number of requests that the server serves before it answers 429; nil for no limit.
    public var throttle: Throttle?
    /// How long a connection may idle before the server closes it; nil for no limit.
    ///
    /// A real server waits for ``APIVersion/idleTimeout``.
    public var idleTimeout: Duration?
    /// The clock that latencies and delays run on.
    public var clock: any Clock<Duration> = ContinuousClock()
    /// What time it is, for the dates that the server gives.
    public var now: @Sendable () -> Date = { Date() }

    /// A server as it is after its installation, on any free port of 127.0.0.1.
    public init() {}
}
