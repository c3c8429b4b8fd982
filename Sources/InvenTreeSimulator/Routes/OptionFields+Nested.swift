/// The fields of rows within other rows.
extension OptionFields {
    /// The fields of a group that an attribute names.
    static func named(_ name: Substring) -> String {
        switch name {
        case "order": order
        case "companyCopy": companyCopy
        case "address": address
        case "parameter": parameter
        case "template": template
        case "user": user
        case "partCopy": partCopy
        case "stock": stock
        case "supplier": supplier
        case "location": location
        case "category": category
        case "pathStep": pathStep
        case "priceBreak": priceBreak
        case "orderCopy": orderCopy
        case "contact": contact
        case "projectCode": projectCode
        case "owner": owner
        case "customer": customer
        case "linePart": linePart
        default: ""
        }
    }

    private static let companyCopy = """
        original key ! model=company at=/api/company/
        copy_parameters boolean default=true
        """

    private static let address = """
        pk integer ~
        line1 string blank max=50
        line2 string blank max=50
        postal_code string blank max=10
        postal_city string blank max=50
        province string blank max=50
        country string blank max=50
        shipping_notes string blank max=100
        internal_shipping_notes string blank max=100
        """

    private static let parameter = """
        pk integer ~
        template key ! model=parametertemplate at=/api/parameter/template/
        model_type choice default="" choices=@models
        model_id integer ! min=0 upto=2147483647
        data string ! least=1 max=500
        data_numeric float null default=null
        note string blank max=500
        updated datetime ~ null default=null
        updated_by field ~ null
        template_detail object ~ of=template
        updated_by_detail object ~ null of=user
        """

    private static let template = """
        pk integer ~
        name string ! max=100
        units string blank max=25
        description string blank max=250
        model_type choice null default="" choices=@modelsOrNone
        checkbox boolean default=false
        choices string blank max=5000
        selectionlist key null model=selectionlist at=/api/selection/
        enabled boolean default=true
        unique choice default=0 choices=0,1,2
        """

    private static let user = """
        pk integer ~
        username string ! ~ max=150
        first_name string ! blank max=150
        last_name string ! blank max=150
        email email ! ~ blank max=254
        """

    private static let partCopy = """
        part key ! model=part at=/api/part/ -details
        original key ! model=part at=/api/part/ +details
        copy_image boolean default=false
        copy_bom boolean default=false
        copy_notes boolean default=true
        copy_tests boolean default=false
        copy_parameters boolean default=true
        """

    private static let stock = """
        quantity decimal ! digits=15,5
        location key null model=stocklocation at=/api/stock/location/
        """

    private static let supplier = """
        supplier key null model=company at=/api/company/
        sku string blank max=100
        manufacturer key null model=company at=/api/company/
        mpn string blank max=100
        """

    private static let location = """
        pk integer ~
        name string ! max=100
        pathstring string blank max=250
        """

    private static let category = """
        pk integer ~
        name string ! max=100
        description string blank max=250
        default_location key null model=stocklocation at=/api/stock/location/
        default_keywords string null blank max=250
        level integer ~
        parent key null model=partcategory at=/api/part/category/
        part_count integer ~ null
        subcategories integer ~ null
        pathstring string ~ max=250
        starred field ~
        structural boolean default=false
        icon string null blank max=100
        parent_default_location integer ~ null
        """

    private static let pathStep = """
        pk integer ~
        name string ~
        """

    private static let priceBreak = """
        pk integer ~
        part key ! model=part at=/api/part/ where=salable
        quantity float ! default=1
        price decimal null
        price_currency choice max=3 default=@currency choices=@currencies
        """

    private static let orderCopy = """
        order_id integer ! -details
        original key ! model=salesorder at=/api/order/so/ +details
        copy_parameters boolean default=true +details
        copy_lines boolean default=true
        copy_extra_lines boolean default=true
        """

    private static let contact = """
        pk integer ~
        company key ! model=company at=/api/company/
        company_name string ~
        name string ! max=100
        phone string blank max=100
        email email blank max=254
        role string blank max=100
        """

    private static let projectCode = """
        pk integer ~
        code string ! max=50
        description string blank max=200
        active boolean default=true +minor
        responsible key null model=owner at=/api/user/owner/
        responsible_detail object ~ null of=owner
        """

    private static let owner = """
        pk integer ~
        owner_id integer null min=0 upto=2147483647
        owner_model string ~
        name string ~
        label string ~
        """

    private static let customer = """
        pk integer ~
        active boolean default=true
        name string ! max=100
        description string blank max=500
        image image ~ max=100
        thumbnail string ~
        currency string ~ max=3 default=@currency
        tax_id string blank max=50
        """

    private static let linePart = """
        pk integer ~
        IPN string null max=100
        barcode_hash string ~ max=128
        category_default_location integer ~ null
        default_location key null model=stocklocation at=/api/stock/location/
        default_expiry integer default=0 min=0 upto=2147483647
        name string ! max=100
        revision string null blank max=100 default=""
        full_name field ~
        description string blank max=250
        image image ~ null max=100
        thumbnail string ~
        active boolean default=true
        locked boolean default=false
        assembly boolean default=false
        component boolean default=true
        minimum_stock decimal default=0 min=0
        is_template boolean default=false
        purchaseable boolean default=true
        salable boolean default=false
        testable boolean default=false
        trackable boolean default=false
        virtual boolean default=false
        consumable boolean default=false +minor
        units string null blank max=20 default=""
        pricing_max decimal ~ null
        pricing_min decimal ~ null
        """
}
