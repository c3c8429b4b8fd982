import Foundation
import InvenTreeClient
import Logging

let environment = ProcessInfo.processInfo.environment
guard let token = environment["INVENTREE_TOKEN"], let server = environment["INVENTREE_URL"].flatMap({ ServerURL($0) })
else {
    print("set INVENTREE_URL and INVENTREE_TOKEN")
    exit(64)
}

let access = InvenTreeClient.Configuration(server: server, credentials: .token(Secret(token)))
let client = try InvenTreeClient(configuration: access, logger: Logger(label: "parts"))
for try await part in client.parts(Part.Filter(isSalable: true)) {
    print(part.id, part.ipn, part.name, separator: "\t")
}
