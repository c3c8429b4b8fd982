/// Which models each role opens, and all models there are.
enum Permissions {
    /// What may be done with a row.
    enum Action: String, CaseIterable {
        case view, add, change, delete
    }

    static func roles(_ traits: VersionTraits) -> [String] {
        let old = [
            "admin", "part_category", "part", "stock_location", "stock", "build", "purchase_order", "sales_order",
            "return_order",
        ]
        return traits.hasRolesOf530 ? old + ["bom", "transfer_order"] : old
    }

    static let models: [String: [String]] = [
        "part_category": ["partcategory", "partcategoryparametertemplate", "partcategorystar"],
        "part": [
            "part", "partpricing", "bomitem", "bomitemsubstitute", "partsellpricebreak", "partinternalpricebreak",
            "parttesttemplate", "partparametertemplate", "partparameter", "partrelated", "partstar", "partstocktake",
            "partcategorystar", "supplierpart", "manufacturerpart", "manufacturerpartparameter",
        ],
        "stock_location": ["stocklocation", "stocklocationtype"],
        "stock": ["stockitem", "stockitemtracking", "stockitemtestresult"],
        "build": [
            "part", "partcategory", "bomitem", "bomitemsubstitute", "build", "builditem", "buildline", "stockitem",
            "stocklocation",
        ],
        "purchase_order": [
            "company", "contact", "address", "manufacturerpart", "manufacturerpartparameter", "supplierpart",
            "supplierpricebreak", "purchaseorder", "purchaseorderlineitem", "purchaseorderextraline",
        ],
        "sales_order": [
            "company", "contact", "address", "salesorder", "salesorderallocation", "salesorderlineitem",
            "salesorderextraline", "salesordershipment",
        ],
        "return_order": [
            "company", "contact", "address", "returnorder", "returnorderlineitem", "returnorderextraline",
        ],
    ]

    /// The models that no role opens, but a superuser has.
    private static let others = """
        emailaddress emailconfirmation logentry group permission user attachment barcodescanresult customunit dataoutput \
        emailmessage emailthread inventreecustomuserstatemodel inventreesetting inventreeusersetting newsfeedentry \
        notesimage notificationentry notificationmessage projectcode selectionlist selectionlistentry webhookendpoint \
        webhookmessage contenttype mailbox message messageattachment failure ormq schedule success task error \
        exchangebackend rate flagstate dataimportcolumnmap dataimportrow dataimportsession machineconfig machinesetting \
        authenticator accesstoken application grant idtoken refreshtoken staticdevice statictoken totpdevice \
        pluginconfig pluginsetting pluginusersetting labeltemplate reportasset reportsnippet reporttemplate session \
        socialaccount socialapp socialtoken tag taggeditem apitoken owner ruleset userprofile usersession
        """

    /// The models that a later version has beside or instead of these.
    private static let added = [
        "parameter", "parametertemplate", "devicegrant", "transferorder", "transferorderallocation",
        "transferorderlineitem",
    ]
    private static let removed: Set = ["partparameter", "partparametertemplate", "manufacturerpartparameter"]

    static func all(_ traits: VersionTraits) -> [String] {
        let old = others.split(separator: " ").map(String.init) + Set(models.values.flatMap { $0 })
        return (traits.hasRolesOf530 ? old.filter { !removed.contains($0) } + added : old).sorted()
    }
}
