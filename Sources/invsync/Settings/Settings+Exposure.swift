import Foundation
import InvenTreeClient
import MongoInvoiceStore

/// Secrets or invoices that cross the network unencrypted, and what to do about it.
struct Exposure {
    let detail: String
    let remedy: String

    var warning: String { "\(detail): \(remedy)" }
}

extension Settings {
    /// What the server's address exposes; `nil` for https and for a server on this machine.
    var serverExposure: Exposure? {
        guard let address = text("inventree.url").flatMap(URLComponents.init), address.scheme?.lowercased() == "http",
            let host = address.host, !Loopback.contains(host)
        else { return nil }
        return Exposure(
            detail: "token or password and invoices go to \(host) over plain HTTP, where others may read them",
            remedy: "use an address with https:// (inventree.url)"
        )
    }

    /// What the address of the store exposes; `nil` for a file, with TLS, and for a server on this machine.
    ///
    /// - Throws: ``SettingsError`` if the address is wrong.
    func storeExposure() throws(SettingsError) -> Exposure? {
        guard case .mongoDB(let uri) = try storeAddress() else { return nil }
        let hosts = MongoInvoiceStore.hostsWithoutTLS(in: uri)
        guard !hosts.isEmpty else { return nil }
        let names = hosts.joined(separator: ", ")
        return Exposure(
            detail: "invoices go to MongoDB on \(names) without TLS, where others may read them",
            remedy: "add the option tls=true to the setting store, once the server speaks TLS"
        )
    }

    /// All that is exposed.
    ///
    /// - Throws: ``SettingsError`` if the address of the store is wrong.
    func exposures() throws(SettingsError) -> [Exposure] {
        [serverExposure, try storeExposure()].compactMap(\.self)
    }
}
