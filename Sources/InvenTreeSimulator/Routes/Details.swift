/// The other rows that a response spells out beside their keys.
struct Details {
    var customer = false
    var order = false
    var part = false
    /// A Boolean value that indicates whether an order within another row shows its total.
    var orderTotal = false
}

extension Database {
    /// The details of a response: those that the request asks for, or in later versions all after a write, and in these
    /// only what the user may view.
    func details(_ call: Call, as view: RowView, for user: Accounts.User) -> Details {
        let showsAll = view.isWritten && traits.writesShowDetails
        func shows(_ name: String, _ model: String) -> Bool {
            (showsAll || call.query.isOn(name)) && (!traits.hidesForbiddenDetails || user.may(.view, model))
        }
        return Details(
            customer: shows("customer_detail", "company"),
            order: shows("order_detail", "salesorder"),
            part: shows("part_detail", "part"),
            orderTotal: showsAll
        )
    }
}
