import Testing

@testable import invsync

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080, "http://127.0.0.1:8080"),
        ("localhost:0", "localhost", 0, "http://localhost:0"),
        ("[::1]:8080", "::1", 8080, "http://[::1]:8080"),
        ("[::]:80", "::", 80, "http://[::1]:80"),
        ("0.0.0.0:80", "0.0.0.0", 80, "http://127.0.0.1:80"),
    ])
    func `an address is read, and shown as a browser takes it`(
        _ text: String,
        _ host: String,
        _ port: Int,
        _ url: String
    )
        throws
    {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(ListenAddress.url(address.host, address.port) == url)
    }

    @Test(arguments: ["", "8080", ":8080", "::1", "::1:8080", "[::1]", "[]:80", "[127.0.0.1]:80", "a b:1", "x:70000"])
    func `what names no host and port, or is ambiguous, is no address`(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
