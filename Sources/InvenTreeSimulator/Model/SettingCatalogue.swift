/// The server's global settings with the values a fresh server has.
enum SettingCatalogue {
    static func defaults(_ traits: VersionTraits) -> [String: SettingValue] {
        var values = common
        if traits.hasSettingsOf425 { values.merge(settingsOf425) { $1 } }
        if traits.hasSettingsOf530 { values.merge(settingsOf530) { $1 } }
        return values
    }

    private static let settingsOf425: [String: SettingValue] = [
        "PRICING_AUTO_UPDATE": .flag(true), "STOCKTAKE_DELETE_OLD_ENTRIES": .flag(false),
    ]

    private static let settingsOf530: [String: SettingValue] = [
        "BUILDORDER_EXTERNAL_REQUIRED": .flag(false), "CALENDAR_HORIZON_MONTHS": .number(3),
        "ENABLE_PLUGINS_MACHINE": .flag(false), "INVENTREE_SHOW_ADMIN_BANNER": .flag(true),
        "INVENTREE_SHOW_SUPERUSER_BANNER": .flag(true), "INVENTREE_UPLOAD_MAX_SIZE": .number(50),
        "PARAMETER_ENFORCE_UNITS": .flag(true), "REPORT_FETCH_URLS": .flag(false),
        "SALESORDER_BLOCK_INCOMPLETE_ITEM_TESTS": .flag(false), "STOCK_MERGE_ON_TRANSFER": .flag(false),
        "STOCK_TRACKING_DELETE_DAYS": .number(365), "STOCK_TRACKING_DELETE_OLD_ENTRIES": .flag(false),
        "TRANSFERORDER_EDIT_COMPLETED_ORDERS": .flag(false), "TRANSFERORDER_ENABLED": .flag(false),
        "TRANSFERORDER_REFERENCE_PATTERN": .text("TO-{ref:04d}"), "TRANSFERORDER_REQUIRE_RESPONSIBLE": .flag(false),
        "WEEK_STARTS_ON": .text("1"),
    ]

    private static let common: [String: SettingValue] = {
        var values: [String: SettingValue] = ["CURRENCY_CODES": .text(Currencies.initial.joined(separator: ","))]
        for key in keys(on) { values[key] = .flag(true) }
        for key in keys(off) { values[key] = .flag(false) }
        for key in keys(empty) { values[key] = .text("") }
        for (key, number) in numbers { values[key] = .number(number) }
        for (key, text) in texts { values[key] = .text(text) }
        return values
    }()

    private static func keys(_ list: String) -> [String] {
        list.split(separator: " ").map(String.init)
    }

    private static let on = """
        BARCODE_ENABLE BARCODE_WEBCAM_SUPPORT DISPLAY_PROFILE_INFO INVENTREE_STRICT_URLS LABEL_ENABLE \
        LOGIN_ENABLE_PWD_FORGOT LOGIN_SIGNUP_PWD_TWICE LOGIN_SIGNUP_SSO_AUTO MACHINE_PING_ENABLED \
        PART_ALLOW_DUPLICATE_IPN PART_ALLOW_EDIT_IPN PART_CATEGORY_PARAMETERS PART_COMPONENT PART_COPY_BOM \
        PART_COPY_PARAMETERS PART_COPY_TESTS PART_CREATE_SUPPLIER PART_ENABLE_REVISION \
        PART_PARAMETER_ENFORCE_UNITS PART_PURCHASEABLE PART_SHOW_RELATED PLUGIN_UPDATE_CHECK \
        PRICING_USE_STOCK_PRICING PRICING_USE_SUPPLIER_PRICING \
        PRICING_USE_VARIANT_PRICING PURCHASEORDER_AUTO_COMPLETE SSO_REMOVE_GROUPS \
        STOCK_DELETE_DEPLETED_DEFAULT STOCK_ENFORCE_BOM_INSTALLATION
        """

    private static let off = """
        BARCODE_SHOW_TEXT BARCODE_STORE_RESULTS BUILDORDER_EXTERNAL_BUILDS BUILDORDER_REQUIRE_ACTIVE_PART \
        BUILDORDER_REQUIRE_CLOSED_CHILDS BUILDORDER_REQUIRE_LOCKED_PART BUILDORDER_REQUIRE_RESPONSIBLE \
        BUILDORDER_REQUIRE_VALID_BOM DISPLAY_FULL_NAMES ENABLE_PLUGINS_APP ENABLE_PLUGINS_EVENTS \
        ENABLE_PLUGINS_INTERFACE ENABLE_PLUGINS_MAILS ENABLE_PLUGINS_NAVIGATION ENABLE_PLUGINS_SCHEDULE \
        ENABLE_PLUGINS_URL INVENTREE_ANNOUNCE_ID INVENTREE_BACKUP_ENABLE INVENTREE_DOWNLOAD_FROM_URL \
        INVENTREE_INSTANCE_TITLE INVENTREE_PROTECT_EMAIL_LOG INVENTREE_RESTRICT_ABOUT LOGIN_ENABLE_REG \
        LOGIN_ENABLE_SSO LOGIN_ENABLE_SSO_GROUP_SYNC LOGIN_ENABLE_SSO_REG LOGIN_ENFORCE_MFA \
        LOGIN_MAIL_REQUIRED LOGIN_SIGNUP_MAIL_TWICE PART_ALLOW_DELETE_FROM_ASSEMBLY PART_ASSEMBLY \
        PART_BOM_USE_INTERNAL_PRICE PART_CREATE_INITIAL PART_INTERNAL_PRICE PART_REVISION_ASSEMBLY_ONLY \
        PART_SALABLE PART_TEMPLATE PART_TRACKABLE PART_VIRTUAL PLUGIN_ON_STARTUP \
        PREVENT_BUILD_COMPLETION_HAVING_INCOMPLETED_TESTS PRICING_ACTIVE_VARIANTS \
        PRICING_PURCHASE_HISTORY_OVERRIDES_SUPPLIER PROJECT_CODES_ENABLED PURCHASEORDER_CONVERT_CURRENCY \
        PURCHASEORDER_EDIT_COMPLETED_ORDERS PURCHASEORDER_REQUIRE_RESPONSIBLE REPORT_DEBUG_MODE \
        REPORT_ENABLE REPORT_LOG_ERRORS RETURNORDER_EDIT_COMPLETED_ORDERS RETURNORDER_ENABLED \
        RETURNORDER_REQUIRE_RESPONSIBLE SALESORDER_DEFAULT_SHIPMENT SALESORDER_EDIT_COMPLETED_ORDERS \
        SALESORDER_REQUIRE_RESPONSIBLE SALESORDER_SHIPMENT_REQUIRES_CHECK SALESORDER_SHIP_COMPLETE \
        SERIAL_NUMBER_GLOBALLY_UNIQUE SERVER_RESTART_REQUIRED STOCKTAKE_ENABLE \
        STOCKTAKE_EXCLUDE_EXTERNAL STOCK_ALLOW_EXPIRED_BUILD STOCK_ALLOW_EXPIRED_SALE \
        STOCK_ALLOW_OUT_OF_STOCK_TRANSFER STOCK_ENABLE_EXPIRY STOCK_OWNERSHIP_CONTROL \
        STOCK_SHOW_INSTALLED_ITEMS TEST_STATION_DATA
        """

    private static let empty = """
        INVENTREE_DOWNLOAD_FROM_URL_USER_AGENT LOGIN_SIGNUP_MAIL_RESTRICTION PART_CATEGORY_DEFAULT_ICON \
        PART_IPN_REGEX SIGNUP_GROUP STOCK_BATCH_CODE_TEMPLATE STOCK_LOCATION_DEFAULT_ICON INVENTREE_BASE_URL \
        INVENTREE_INSTANCE_ID
        """

    private static let numbers = [
        "BARCODE_INPUT_DELAY": 50,
        "BARCODE_RESULTS_MAX_NUM": 100,
        "CURRENCY_UPDATE_INTERVAL": 1,
        "INVENTREE_BACKUP_DAYS": 1,
        "INVENTREE_DELETE_EMAIL_DAYS": 30,
        "INVENTREE_DELETE_ERRORS_DAYS": 30,
        "INVENTREE_DELETE_NOTIFICATIONS_DAYS": 30,
        "INVENTREE_DELETE_TASKS_DAYS": 30,
        "INVENTREE_DOWNLOAD_IMAGE_MAX_SIZE": 1,
        "INVENTREE_UPDATE_CHECK_INTERVAL": 7,
        "LABEL_DPI": 300,
        "PRICING_DECIMAL_PLACES": 6,
        "PRICING_DECIMAL_PLACES_MIN": 0,
        "PRICING_STOCK_ITEM_AGE_DAYS": 0,
        "PRICING_UPDATE_DAYS": 30,
        "STOCKTAKE_AUTO_DAYS": 7,
        "STOCKTAKE_DELETE_DAYS": 365,
        "STOCK_STALE_DAYS": 0,
    ]

    private static let texts = [
        "BARCODE_GENERATION_PLUGIN": "inventreebarcode",
        "BUILDORDER_REFERENCE_PATTERN": "BO-{ref:04d}",
        "CURRENCY_UPDATE_PLUGIN": "inventreecurrencyexchange",
        "INVENTREE_COMPANY_NAME": "My company",
        "INVENTREE_DEFAULT_CURRENCY": "USD",
        "INVENTREE_INSTANCE": "InvenTree",
        "PART_NAME_FORMAT": "{{ part.full_name }}",
        "PURCHASEORDER_REFERENCE_PATTERN": "PO-{ref:04d}",
        "REPORT_DEFAULT_PAGE_SIZE": "A4",
        "RETURNORDER_REFERENCE_PATTERN": "RMA-{ref:04d}",
        "SALESORDER_REFERENCE_PATTERN": "SO-{ref:04d}",
        "SSO_GROUP_KEY": "groups",
        "SSO_GROUP_MAP": "{}",
    ]

    /// The labels of the settings that the recorded exchanges name; the others are named after their keys.
    static let labels: [String: (name: String, description: String)] = [
        "BARCODE_ENABLE": (
            "Barcode Support", "Enable barcode scanner support in the web interface"
        ),
        "BUILDORDER_REFERENCE_PATTERN": (
            "Build Order Reference Pattern", "Required pattern for generating Build Order reference field"
        ),
        "CURRENCY_CODES": (
            "Supported Currencies", "List of supported currency codes"
        ),
        "INVENTREE_DEFAULT_CURRENCY": (
            "Default Currency", "Select base currency for pricing calculations"
        ),
        "INVENTREE_STRICT_URLS": (
            "Strict URL Validation", "Require schema specification when validating URLs"
        ),
        "PART_ALLOW_DUPLICATE_IPN": (
            "Allow Duplicate IPN", "Allow multiple parts to share the same IPN"
        ),
        "PART_IPN_REGEX": (
            "IPN Regex", "Regular expression pattern for matching Part IPN"
        ),
        "PROJECT_CODES_ENABLED": (
            "Enable project codes", "Enable project codes for tracking projects"
        ),
        "PART_SALABLE": (
            "Salable", "Parts are salable by default"
        ),
        "RETURNORDER_ENABLED": (
            "Enable Return Orders", "Enable return order functionality in the user interface"
        ),
        "SALESORDER_DEFAULT_SHIPMENT": (
            "Sales Order Default Shipment", "Enable creation of default shipment with sales orders"
        ),
        "SALESORDER_EDIT_COMPLETED_ORDERS": (
            "Edit Completed Sales Orders", "Allow editing of sales orders after they have been shipped or completed"
        ),
        "SALESORDER_REFERENCE_PATTERN": (
            "Sales Order Reference Pattern", "Required pattern for generating Sales Order reference field"
        ),
        "SALESORDER_REQUIRE_RESPONSIBLE": (
            "Require Responsible Owner", "A responsible owner must be assigned to each order"
        ),
    ]
}
