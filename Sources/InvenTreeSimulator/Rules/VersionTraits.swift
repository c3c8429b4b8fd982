/// The differences between the versions of the API: the only place where a version's number decides anything.
///
/// Each property describes what the server does from the API number in brackets on. The numbers are those of
/// ServerBehaviour, “Versions”. Where it gives none, the difference begins with the first version that was recorded
/// with it, 425 or 530.
struct VersionTraits: Sendable {
    private let api: Int

    init(_ version: APIVersion) {
        api = version.rawValue
    }

    // MARK: Texts

    /// Reads texts as HTML, writes them again, and refuses those whose length that changes (475).
    ///
    /// Before, only HTML tags and three entities are refused.
    var textCleaner: CleanText.Cleaner { api >= 475 ? .rewriting : .refusingTags }

    // MARK: Orders

    /// Filters orders by their day of creation (425).
    ///
    /// At 391 some development versions answer 500.
    var filtersOrdersByCreation: Bool { api >= 425 }

    /// Shows when an order was last written, and filters and sorts orders by that (460).
    var ordersShowTheirUpdate: Bool { api >= 460 }

    /// Takes every edit of a shipped order, counts it as outstanding and lets it be cancelled (501).
    ///
    /// Before, a shipped order is locked.
    var shippedOrdersAreOpen: Bool { api >= 501 }

    /// Shows null as `status_custom_key`, and refuses a number in a request (530).
    ///
    /// Before, it repeats the status and is ignored in requests.
    var customStatusIsNull: Bool { api >= 530 }

    // MARK: Lines

    /// Gives lines and extra lines a project code, and extra lines a target date (425).
    var linesHaveProjectCodes: Bool { api >= 425 }

    /// Gives extra lines a `context` (until 424).
    var extraLinesHaveContext: Bool { api < 425 }

    /// Gives a line that names no currency the server's present default (425).
    ///
    /// Before, it gets the default with which the server was started.
    var linesTakePresentCurrency: Bool { api >= 425 }

    /// The key under which a line of a locked order is refused (425).
    var lockedLineField: String { api >= 425 ? "non_field_errors" : "reference" }

    /// Gives lines and extra lines a `line`, a short text that counts them (473).
    var linesHaveNumbers: Bool { api >= 473 }

    /// Deletes several lines or extra lines in one request (523).
    var linesAreDeletedInBulk: Bool { api >= 523 }

    /// Gives lines and extra lines a discount in percent, and shows the total of extra lines (524).
    var linesHaveDiscounts: Bool { api >= 524 }

    // MARK: Lists

    /// Sorts rows that a list's order leaves equal by their key (530).
    ///
    /// Before, they come as the database finds them.
    var sortsTiesByKey: Bool { api >= 530 }

    /// Sorts lines by their key where the request names no order (530, and 391 as recorded).
    var listsLinesByKey: Bool { sortsTiesByKey || api < 425 }

    // MARK: Responses

    /// Shows all details, tags, parameters and notes in responses to POST and PATCH, and none of the details unasked in
    /// those to GET (530).
    var writesShowDetails: Bool { api >= 530 }

    /// Leaves rows of a model that the user may not view out of other rows (530).
    var hidesForbiddenDetails: Bool { api >= 530 }

    /// Shows the address of a company, and the number of its addresses (until 529).
    var companiesShowAddresses: Bool { api < 530 }

    /// Shows the notes of companies in lists (530).
    var listsShowCompanyNotes: Bool { api >= 530 }

    /// Shows the suppliers of a part (until 529).
    var partsShowSuppliers: Bool { api < 530 }

    /// Names the server's version and API in the headers of each response (530).
    var namesItselfInHeaders: Bool { api >= 530 }

    /// Shows the parts after a change of several (530).
    var bulkChangesShowRows: Bool { api >= 530 }

    /// Shows in OPTIONS whether a field may be null or empty (530).
    var optionsTellOfNull: Bool { api >= 530 }

    /// Shows fields without a meaning for invoices, such as `consumable` of parts, `active` of project codes and
    /// `confirm` of settings (530).
    var hasMinorFields: Bool { api >= 530 }

    // MARK: Requests

    /// Stores notes in the request that creates a company, part or order (530).
    ///
    /// Before, they are ignored there.
    var storesNotesOnCreation: Bool { api >= 530 }

    // MARK: Places

    /// Shows a user's token and roles under `/api/user/me/`, too (490).
    var hasPathsUnderMe: Bool { api >= 490 }

    /// Keeps metadata under `/api/metadata/`, where reading needs the right to change the row (530).
    ///
    /// The old paths lead there with 301 for a read and refuse a write with 403.
    var metadataHasOwnPath: Bool { api >= 530 }

    /// Answers anybody at `/api/system/health/` (530).
    var hasHealth: Bool { api >= 530 }

    /// Answers 401 to an unknown path without credentials (530).
    ///
    /// Before, it is 404.
    var unknownPathsNeedCredentials: Bool { api >= 530 }

    /// Has the global settings that came until 425 (425).
    var hasSettingsOf425: Bool { api >= 425 }

    /// Has the global settings that came until 530 (530).
    var hasSettingsOf530: Bool { api >= 530 }

    /// Has roles for bills of material and transfer orders, and no role for parameters (530).
    var hasRolesOf530: Bool { api >= 530 }

    // MARK: Connections

    /// The time after which an idle connection is closed (530).
    var idleTimeout: Duration { api >= 530 ? .seconds(2) : .seconds(3) }

    /// Closes the connection without notice after a 401, 403 or 429 to a request with a body (530).
    ///
    /// A real server does so after each long body and some short ones, the simulator after all.
    var closesAfterRefusal: Bool { api >= 530 }
}
