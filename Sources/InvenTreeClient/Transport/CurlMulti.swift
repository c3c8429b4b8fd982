import CCurl

/// A multi handle of libcurl: the set of transfers that one thread drives, with their connections.
///
/// `@unchecked Sendable` is safe because one thread calls all methods but `wakeUp`, the only function of libcurl
/// that may be called from others, and because the handle lives as long as anybody can call it.
final class CurlMulti: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    /// What all transfers know of TLS sessions; libcurl keeps that for each easy handle by itself otherwise.
    ///
    /// A new connection that continues a session spares the server most of the work of the handshake, and before TLS 1.3
    /// a round trip.
    private let sessions: UnsafeMutableRawPointer

    private static let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init?() {
        guard Self.isStarted, let handle = curl_multi_init() else { return nil }
        guard let sessions = curl_share_init() else {
            curl_multi_cleanup(handle)
            return nil
        }
        self.handle = handle
        self.sessions = sessions
        // Where libcurl refuses, every connection begins a session of its own.
        _ = ccurl_share(sessions, CURL_LOCK_DATA_SSL_SESSION)
    }

    deinit {
        curl_multi_cleanup(handle)
        curl_share_cleanup(sessions)
    }

    /// Ends the wait of `wait()`, or its next one.
    func wakeUp() {
        curl_multi_wakeup(handle)
    }

    func limitConnections(to count: Int) {
        ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, count)
        ccurl_multi_set_long(handle, CURLMOPT_MAX_HOST_CONNECTIONS, count)
    }

    func add(_ easy: UnsafeMutableRawPointer) -> Bool {
        ccurl_set_share(easy, sessions) == CURLE_OK && curl_multi_add_handle(handle, easy) == CURLM_OK
    }

    func remove(_ easy: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(handle, easy)
    }

    /// Moves every transfer on as far as it goes now.
    ///
    /// - Returns: The easy handles whose transfers have ended, with how; nil when libcurl has failed as a whole.
    func perform() -> [(easy: UnsafeMutableRawPointer, code: CURLcode)]? {
        var running: Int32 = 0
        guard curl_multi_perform(handle, &running) == CURLM_OK else { return nil }
        var ended: [(easy: UnsafeMutableRawPointer, code: CURLcode)] = []
        var left: Int32 = 0
        while let message = curl_multi_info_read(handle, &left) {
            if message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle {
                ended.append((easy, message.pointee.data.result))
            }
        }
        return ended
    }

    /// Waits until something can be done, or for a minute.
    func wait() -> Bool {
        curl_multi_poll(handle, nil, 0, 60_000, nil) == CURLM_OK
    }
}
