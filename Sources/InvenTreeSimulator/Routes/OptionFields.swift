/// The fields of the rows that OPTIONS describes, one a line: name, type and attributes, as ``OptionField`` reads them.
enum OptionFields {
    static let company = """
        pk integer ~
        name string ! max=100
        description string blank max=500
        website url blank max=2000
        phone string blank max=50
        address field ~ -newCompanies
        email email null blank max=254 default=""
        currency choice ! max=3 default=@currency choices=@currencies
        contact string blank max=100
        duplicate object of=companyCopy +newCompanies
        link url blank max=2000
        image image null max=100
        remote_image url blank -newCompanies
        active boolean default=true
        is_customer boolean default=false
        is_manufacturer boolean default=false
        is_supplier boolean default=true
        notes string null blank max=50000 +notes
        parts_supplied integer ~
        parts_manufactured integer ~
        address_count integer ~ -newCompanies
        primary_address field ~ null -newCompanies
        tax_id string blank max=50
        primary_address object ~ null of=address written
        tags list each=text written
        parameters field ~ null each=parameter written
        """

    static let part = """
        active boolean default=true
        assembly boolean default=false
        barcode_hash string ~ max=128
        category key null model=partcategory at=/api/part/category/
        category_name string ~
        component boolean default=true
        creation_date date ~ null
        creation_user key ~ null model=user at=/api/user/
        default_expiry integer default=0 min=0 upto=2147483647
        default_location key null model=stocklocation at=/api/stock/location/
        description string blank max=250
        full_name field ~
        image image null max=100
        remote_image url blank -newParts
        default_supplier key null model=supplierpart at=/api/company/part/ -newParts
        existing_image string
        IPN string blank max=100 default=""
        is_template boolean default=false
        keywords string null blank max=250
        link url null blank max=2000
        locked boolean default=false
        minimum_stock float default=0
        maximum_stock float default=0 +minor
        name string ! max=100
        notes string null blank max=50000 written
        pk integer ~
        purchaseable boolean default=true
        revision string null blank max=100 default=""
        revision_of key null model=part at=/api/part/
        revision_count integer ~ null
        salable boolean default=@PART_SALABLE
        starred field ~
        thumbnail string ~
        testable boolean default=false
        trackable boolean default=false
        units string null blank max=20 default=""
        variant_of key null model=part at=/api/part/ where=is_template
        virtual boolean default=@PART_VIRTUAL
        consumable boolean default=false +minor
        pricing_min decimal ~ null
        pricing_max decimal ~ null
        pricing_updated datetime ~ null
        responsible key null model=owner at=/api/user/owner/
        allocated_to_build_orders float ~ null
        allocated_to_sales_orders float ~ null
        building float ~ null
        scheduled_to_build float ~ null
        category_default_location integer ~ null
        in_stock float ~ null
        ordering float ~ null
        required_for_build_orders integer ~ null
        required_for_sales_orders integer ~ null
        stock_item_count integer ~ null
        suppliers integer ~ null -newParts
        total_in_stock float ~ null
        external_stock float ~ null
        unallocated_stock float ~ null
        variant_stock float ~ null
        duplicate object of=partCopy
        initial_stock object of=stock
        initial_supplier object of=supplier
        copy_category_parameters boolean default=true
        default_location_detail object ~ null of=location written
        category_detail object ~ null of=category written
        category_path field ~ null each=pathStep written
        parameters field ~ null each=parameter written
        tags list each=text -details
        tags list each=text written
        price_breaks field ~ null each=priceBreak written
        """

    static let order = """
        pk integer ~
        created_by object ~ of=user
        creation_date date ~ null
        issue_date date null
        start_date date null
        target_date date null
        description string blank max=250
        line_items integer ~ null
        completed_lines integer ~ null
        link url blank max=2000
        project_code key null model=projectcode at=/api/project-code/
        reference string ! max=64 default=@reference
        responsible key null model=owner at=/api/user/owner/
        contact key null model=contact at=/api/company/contact/
        address key null model=address at=/api/company/address/
        status integer ~ default=10
        status_text field ~
        status_custom_key choice ~ default=null -nullStatus
        status_custom_key integer null default=null +nullStatus
        notes string null blank max=50000 written
        barcode_hash string ~ max=128
        overdue boolean ~ null
        duplicate object of=orderCopy
        address_detail object ~ null of=address
        contact_detail object ~ null of=contact
        project_code_detail object ~ null of=projectCode
        project_code_label string ~ null
        responsible_detail object ~ null of=owner
        customer key null model=company at=/api/company/ where=is_customer
        customer_reference string blank max=64
        shipment_date date ~ null
        total_price decimal ~ null
        order_currency choice null blank max=3 choices=@currenciesOrNone
        shipments_count integer ~ null
        completed_shipments_count integer ~ null
        allocated_lines integer ~ null +minor
        updated_at datetime ~ null +updates
        customer_detail object ~ null of=customer written outer
        tags list each=text written outer
        parameters field ~ null each=parameter written outer
        """

    static let line = """
        pk integer ~
        line string blank max=20 default="" +numbers
        link url blank max=2000
        notes string blank max=500
        order key ! model=salesorder at=/api/order/so/
        project_code key null model=projectcode at=/api/project-code/ +projectCodes
        quantity float ! default=1
        reference string blank max=100
        target_date date null
        project_code_label string ~ null +projectCodes
        project_code_detail object ~ null of=projectCode +projectCodes
        allocated float ~
        discount float default=0 +discounts
        overdue boolean ~ null
        part key null model=part at=/api/part/ where=salable
        sale_price decimal null
        sale_price_currency choice max=3 default=@currency choices=@currencies
        shipped float ~ default=0
        available_stock float ~
        available_variant_stock float ~
        building float ~
        on_order float ~
        customer_detail object ~ null of=customer written
        order_detail object ~ null of=order written
        part_detail object ~ null of=linePart written
        """

    static let extraLine = """
        pk integer ~
        line string blank max=20 default="" +numbers
        description string blank max=250
        discount float default=0 +discounts
        link url blank max=2000
        notes string blank max=500
        context field null -projectCodes
        order key ! model=salesorder at=/api/order/so/
        price decimal null
        price_currency choice max=3 default=@currency choices=@currencies
        project_code key null model=projectcode at=/api/project-code/ +projectCodes
        quantity float ! default=1
        reference string blank max=100
        target_date date null +projectCodes
        project_code_label string ~ null +projectCodes
        project_code_detail object ~ null of=projectCode +projectCodes
        total_price float ~ null +discounts
        order_detail object ~ null of=order written
        """
}
