/// How answers show parts.
extension Database {
    func write(_ part: SimulatedPart, as view: RowView, to json: inout JSONWriter) {
        json.object { json in
            json.field("active", part.isActive)
            json.field("assembly", part.isAssembly)
            json.field("barcode_hash", "")
            json.field("category", part.category)
            if let category = part.category.flatMap({ categories[$0] }) {
                json.field("category_name", category.name)
            }
            json.field("component", part.isComponent)
            json.field("creation_date", part.creationDate)
            json.field("creation_user", part.creationUser)
            json.field("default_expiry", 0)
            json.null("default_location")
            if traits.partsShowSuppliers { json.null("default_supplier") }
            json.field("description", part.description)
            json.field("full_name", part.fullName)
            json.null("image")
            json.field("IPN", part.ipn)
            json.field("is_template", part.isTemplate)
            json.field("keywords", part.keywords)
            json.field("link", part.link)
            json.field("locked", part.isLocked)
            json.field("minimum_stock", 0.0)
            json.field("name", part.name)
            if view == .detailed || view == .updated || (view == .created && traits.writesShowDetails) {
                json.field("notes", part.notes)
            }
            json.field("pk", part.pk)
            json.field("purchaseable", part.isPurchaseable)
            json.field("revision", part.revision)
            json.null("revision_of")
            json.field("revision_count", view == .created ? nil : 0)
            json.field("salable", part.isSalable)
            json.field("starred", false)
            json.field("thumbnail", Self.blankThumbnail)
            json.field("testable", part.isTestable)
            json.field("trackable", part.isTrackable)
            json.field("units", part.units)
            json.null("variant_of")
            json.field("virtual", part.isVirtual)
            writeStock(isCounted: view != .created, to: &json)
            if traits.partsShowSuppliers, view == .created || view == .listed {
                json.field("copy_category_parameters", true)
            }
            if traits.hasMinorFields {
                json.field("consumable", false)
                json.field("maximum_stock", 0.0)
            }
            if traits.writesShowDetails { writeDetails(of: part, as: view, to: &json) } else { json.field("tags", []) }
        }
    }

    /// Writes the rows around a part that the response to a POST or PATCH shows.
    private func writeDetails(of part: SimulatedPart, as view: RowView, to json: inout JSONWriter) {
        guard view.isWritten else { return }
        let category = part.category.flatMap { categories[$0] }
        json.null("default_location_detail")
        json.member("category_detail") { json in
            if let category { write(category, as: .nested, to: &json) } else { json.null() }
        }
        json.member("category_path") { json in
            if let category { writePath(of: category, to: &json) } else { json.null() }
        }
        json.field("price_breaks", [])
        writeAdditions(as: view, to: &json)
    }

    /// Writes what the server counts of a part's stock, of which there is never any here.
    private func writeStock(isCounted: Bool, to json: inout JSONWriter) {
        let zero: Double? = isCounted ? 0 : nil
        let none: Int? = isCounted ? 0 : nil
        for name in ["pricing_min", "pricing_max", "pricing_updated", "responsible"] { json.null(name) }
        for name in ["allocated_to_build_orders", "allocated_to_sales_orders", "building", "scheduled_to_build"] {
            json.field(name, zero)
        }
        json.null("category_default_location")
        json.field("in_stock", zero)
        json.field("ordering", zero)
        json.field("required_for_build_orders", none)
        json.field("required_for_sales_orders", none)
        json.field("stock_item_count", none)
        if traits.partsShowSuppliers { json.field("suppliers", none) }
        for name in ["total_in_stock", "external_stock", "unallocated_stock", "variant_stock"] {
            json.field(name, zero)
        }
    }

    func writeBrief(_ part: SimulatedPart, to json: inout JSONWriter) {
        json.object { json in
            json.field("pk", part.pk)
            json.field("IPN", part.ipn)
            json.field("barcode_hash", "")
            json.null("category_default_location")
            json.null("default_location")
            json.field("default_expiry", 0)
            json.field("name", part.name)
            json.field("revision", part.revision)
            json.field("full_name", part.fullName)
            json.field("description", part.description)
            json.null("image")
            json.field("thumbnail", Self.blankThumbnail)
            json.field("active", part.isActive)
            json.field("locked", part.isLocked)
            json.field("assembly", part.isAssembly)
            json.field("component", part.isComponent)
            json.field("minimum_stock", "0.000000")
            json.field("is_template", part.isTemplate)
            json.field("purchaseable", part.isPurchaseable)
            json.field("salable", part.isSalable)
            json.field("testable", part.isTestable)
            json.field("trackable", part.isTrackable)
            json.field("virtual", part.isVirtual)
            if traits.hasMinorFields { json.field("consumable", false) }
            json.field("units", part.units)
            json.null("pricing_min")
            json.null("pricing_max")
        }
    }
}
