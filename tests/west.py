"""Header lines of western shops' exports, letter for letter, with the quotes and TABs they have; rows below."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from inserts.model.order import Order
from inserts.orders import Reading, read


def body(header: str, *rows: Mapping[str, str], delimiter: str = ",") -> str:
    """Rows below a header, each a dict of header -> cell. Of a header that stands twice the first column is meant."""
    names = next(csv.reader([header], delimiter=delimiter))
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    for row in rows:
        cells = [""] * len(names)
        for name, cell in row.items():
            cells[names.index(name)] = cell
        writer.writerow(cells)
    return file.getvalue()


def sample(header: str, *rows: Mapping[str, str], delimiter: str = ",") -> str:
    """An export: the header line as it is, then the rows."""
    return f"{header}\n{body(header, *rows, delimiter=delimiter)}"


def parse(folder: Path, text: str | bytes, columns: Mapping[str, str] | None = None) -> Reading:
    """What is read from one file, under a name that tells nothing."""
    path = folder / "download.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read([path], columns or {})


def orders(reading: Reading) -> Sequence[Order]:
    """The orders of a reading that refused none and found nothing wrong."""
    assert reading.refused == ()
    assert reading.problems == ()
    return reading.orders


def only(reading: Reading) -> Order:
    """The one order."""
    (order,) = orders(reading)
    return order


SQUARESPACE = (
    "Order ID,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,"
    "Amount Refunded,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem sku,Lineitem variant,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Address1,Billing Address2,Billing City,Billing Zip,"
    "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Address1,Shipping Address2,"
    "Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Cancelled at,Private Notes,"
    "Payment Method,Payment Reference"
)
WOOCOMMERCE_AOE = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),"
    "Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),"
    "Country Code (Billing),Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),"
    "Address 1&2 (Shipping),City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),"
    "Payment Method Title,Cart Discount Amount,Cart Discount Amount(inc. tax),Order Subtotal Amount,"
    "Shipping Method Title,Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,"
    "SKU,Item #,Item Name,Quantity (- Refund),Item Cost,Coupon Code,Discount Amount,Discount Amount Tax"
)
WOOCOMMERCE_WEBTOFFEE = (
    "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
    "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,"
    "payment_method,payment_method_title,transaction_id,customer_ip_address,customer_user_agent,shipping_method,"
    "customer_id,customer_user,customer_email,billing_first_name,billing_last_name,billing_company,billing_email,"
    "billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,"
    "billing_country,shipping_first_name,shipping_last_name,shipping_company,shipping_phone,shipping_address_1,"
    "shipping_address_2,shipping_postcode,shipping_city,shipping_state,shipping_country,customer_note,"
    "wt_import_key,shipping_items,fee_items,tax_items,coupon_items,refund_items,order_notes,download_permissions,"
    "meta:wpml_language,line_item_1,Product Item 1 Name,Product Item 1 id,Product Item 1 SKU,"
    "Product Item 1 Quantity,Product Item 1 Total,Product Item 1 Subtotal"
)
WOOCOMMERCE_ANALYTICS = (
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,"
    "Attribution"
)
WOOCOMMERCE_SKYVERGE = (
    "order_id,order_number_formatted,order_number,date,status,order_shipping,order_shipping_tax,order_fees,"
    "order_fee_tax,order_tax,cart_discount,order_discount,order_total,payment_method,shipping_method,"
    "customer_user,billing_first_name,billing_last_name,billing_email,billing_phone,billing_address_1,"
    "billing_address_2,billing_postcode,billing_city,billing_state,billing_country,billing_company,"
    "shipping_first_name,shipping_last_name,shipping_address_1,shipping_address_2,shipping_postcode,"
    "shipping_city,shipping_state,shipping_country,shipping_company,customer_note,order_item_1,order_item_2,"
    "download_permissions_granted,order_notes,shipping_method_1,shipping_cost_1"
)
ETSY_ORDERS = (
    '"Sale Date","Order ID","Buyer User ID","Full Name","First Name","Last Name","Number of Items",'
    '"Payment Method","Date Shipped","Street 1","Street 2","Ship City","Ship State","Ship Zipcode",'
    '"Ship Country",Currency,"Order Value","Coupon Code","Coupon Details","Discount Amount","Shipping Discount",'
    'Shipping,"Sales Tax","Order Total",Status,"Card Processing Fees","Order Net","Adjusted Order Total",'
    '"Adjusted Card Processing Fees","Adjusted Net Order Amount",Buyer,"Order Type","Payment Type",'
    '"InPerson Discount","InPerson Location",SKU'
)
ETSY_ITEMS = (
    '"Sale Date","Item Name",Buyer,Quantity,Price,"Coupon Code","Coupon Details","Discount Amount",'
    '"Shipping Discount","Order Shipping","Order Sales Tax","Item Total",Currency,"Transaction ID","Listing ID",'
    '"Date Paid","Date Shipped","Ship Name","Ship Address1","Ship Address2","Ship City","Ship State",'
    '"Ship Zipcode","Ship Country","Order ID",Variations,"Order Type","Listings Type","Payment Type",'
    '"InPerson Discount","InPerson Location","VAT Paid by Buyer",SKU'
)
ETSY_ITEMS_UK = (
    "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Delivery Discount,"
    "Delivery,Delivery Discount,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Posted,Ship Name,"
    "Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,Order Type,"
    "Listings Type,Payment Type,InPerson Discount,InPerson Location,VAT Paid by Buyer,SKU"
)
EBAY_2026 = (
    '"Sales Record Number","Order Number","Buyer Username","Buyer Name","Buyer Email","Buyer Note",'
    'Buyer Address 1,Buyer Address 2,Buyer City,"Buyer State","Buyer Zip","Buyer Country",'
    '"Buyer Tax Identifier Name","Buyer Tax Identifier Value",Ship To Name,"Ship To Phone",Ship To Address 1,'
    'Ship To Address 2,Ship To City,"Ship To State","Ship To Zip","Ship To Country","Item Number","Item Title",'
    'Custom Label,"Sold Via Promoted Listings","Quantity","Sold For","Shipping And Handling",Item Location,'
    '"Item Zip Code","Item Country","eBay Collect And Remit Tax Rate","eBay Collect And Remit Tax Type",'
    '"eBay Reference Name",eBay Reference Value,Tax Status,"Seller Collected Tax","eBay Collected Tax",'
    '"Electronic Waste Recycling Fee","Mattress Recycling Fee","Battery Recycling Fee",'
    '"White Goods Disposal Tax","Tire Recycling Fee","Additional Fee","Lumber Fee","Prepaid Wireless Fee",'
    '"Road Improvement And Food Delivery Fee","eBay Collected Charges","Total Price",'
    '"eBay Collected Tax and Fees Included in Total","Payment Method","Sale Date","Paid On Date","Ship By Date",'
    '"Minimum Estimated Delivery Date","Maximum Estimated Delivery Date","Shipped On Date","Feedback Left",'
    '"Feedback Received","My Item Note","PayPal Transaction ID","Shipping Service","Tracking Number",'
    '"Transaction ID",Variation Details,"Global Shipping Program","Global Shipping Reference ID",'
    '"Click And Collect","Click And Collect Reference Number","eBay Plus","Authenticity Verification Program",'
    '"Authenticity Verification Status","Authenticity Verification Outcome Reason","PSA Vault Program",'
    '"Vault Fulfillment Type","eBay Fulfillment Program",Tax City,"Tax State","Tax Zip","Tax Country",'
    '"eBay International Shipping"'
)
EBAY_OLD = (
    "Sales Record Number,User Id,Buyer Fullname,Buyer Phone Number,Buyer Email,Buyer Address 1,Buyer Address 2,"
    "Buyer City,Buyer State,Buyer Zip,Buyer Country,Item Number,Item Title,Custom Label,Quantity,Sale Price,"
    "Shipping and Handling,US Tax,Insurance,Cash on delivery fee,Total Price,Payment Method,Sale Date,"
    "Checkout Date,Paid on Date,Shipped on Date,Feedback left,Feedback received,Notes to yourself,"
    "PayPal Transaction ID,Shipping Service,Cash on delivery option,Transaction ID,Order ID,Variation Details"
)
EBAY_UK = (
    "Order number,Buyer username,Post to name,Post to phone,Post to address 1,Post to address 2,Post to city,"
    "Post to county,Post to postcode,Post to country"
)
AMAZON_UNSHIPPED_24 = (
    "order-id\torder-item-id\tpurchase-date\tpayments-date\treporting-date\tpromise-date\tdays-past-promise\t"
    "buyer-email\tbuyer-name\tbuyer-phone-number\tsku\tproduct-name\tquantity-purchased\tquantity-shipped\t"
    "quantity-to-ship\tship-service-level\trecipient-name\tship-address-1\tship-address-2\tship-address-3\t"
    "ship-city\tship-state\tship-postal-code\tship-country"
)
AMAZON_UNSHIPPED_32 = (
    "order-id\torder-item-id\tpurchase-date\tpayments-date\treporting-date\tpromise-date\tdays-past-promise\t"
    "buyer-email\tbuyer-name\tbuyer-phone-number\tsku\tproduct-name\tquantity-purchased\tquantity-shipped\t"
    "quantity-to-ship\tship-service-level\trecipient-name\tship-address-1\tship-address-2\tship-address-3\t"
    "ship-city\tship-state\tship-postal-code\tship-country\tis-business-order\tpurchase-order-number\t"
    "price-designation\tis-prime\titem-price\titem-tax\tshipping-price\tshipping-tax"
)
AMAZON_FBM = (
    "order-id\torder-item-id\tpurchase-date\tpayments-date\tbuyer-email\tbuyer-name\tbuyer-phone-number\tsku\t"
    "product-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\t"
    "ship-service-level\trecipient-name\tship-address-1\tship-address-2\tship-address-3\tship-city\tship-state\t"
    "ship-postal-code\tship-country\tship-phone-number\titem-promotion-discount\titem-promotion-id\t"
    "ship-promotion-discount\tship-promotion-id\tdelivery-start-date\tdelivery-end-date\tdelivery-time-zone\t"
    "delivery-Instructions\tsales-channel\torder-channel\torder-channel-instance\texternal-order-id\t"
    "is-business-order\tpurchase-order-number\tprice-designation\tbuyer-company-name"
)
WIX_OLD = (
    "Order no.,Date,Time,Total order quantity,Contact email,Note from customer,Additional checkout info,Item,"
    "Variant,SKU,Qty,Qty refunded,Shipping rate,Tax,Total,Price,Weight,Custom text,Deposit Amount,"
    "Delivery method,Delivery time,Recipient name,Recipient phone no.,Recipient company name,Delivery country,"
    "Delivery state,Delivery city,Delivery address,Delivery ZIP/postal code,Billing name,Billing phone no.,"
    "Billing company name,Billing country,Billing state,Billing city,Billing address,Billing ZIP/postal code,"
    "Payment status,Payment method,Coupon code,Gift card amount,Currency,Refunded amount,Total after refund,"
    "Fulfillment status,Tracking no.,Fulfillment service,Shipping label"
)
WIX_NEW = (
    "Order number,Date created,Time,Fulfill by,Total order quantity,Contact email,Note from customer,"
    "Additional checkout info,Item,Variant,SKU,Qty,Quantity refunded,Price,Weight,Custom text,Deposit amount,"
    "Delivery method,Delivery time,Recipient name,Recipient phone,Recipient company name,Delivery country,"
    "Delivery state,Delivery state name,Delivery city,Delivery address,Delivery zip/postal code,Billing name,"
    "Billing phone,Billing company name,Billing country,Billing state,Billing state name,Billing city,"
    "Billing address,Billing zip/postal code,Payment status,Payment method,Coupon code,Gift card amount,"
    "Shipping rate,Total tax,Total,Currency,Refunded amount,Net amount,Additional fees,Fulfillment status,"
    "Tracking number,Fulfillment service,Shipping label"
)
SQUARE_ITEMS = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,"
    "Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,"
    "Customer ID,Customer Name,Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,"
    "Fulfillment Note,Channel,Token,Card Brand,PAN Suffix"
)
BIGCOMMERCE = (
    "Order ID,Customer ID,Customer Name,Customer Email,Customer Phone,Order Date,Order Status,Subtotal (inc tax),"
    "Subtotal (ex tax),Tax Total,Shipping Cost (inc tax),Shipping Cost (ex tax),Ship Method,"
    "Handling Cost (inc tax),Handling Cost (ex tax),Store Credit Redeemed,Gift Certificate Amount Redeemed,"
    "Gift Certificate Code,Gift Certificate Expiration Date,Coupon Details,Order Total (inc tax),"
    "Order Total (ex tax),Payment Method,Total Quantity,Total Shipped,Date Shipped,Order Currency Code,"
    "Exchange Rate,Order Notes,Customer Message,Billing First Name,Billing Last Name,Billing Company,"
    "Billing Street 1,Billing Street 2,Billing Suburb,Billing State,Billing Zip,Billing Country,Billing Phone,"
    "Billing Email,Shipping First Name,Shipping Last Name,Shipping Company,Shipping Street 1,Shipping Street 2,"
    "Shipping Suburb,Shipping State,Shipping Zip,Shipping Country,Shipping Phone,Shipping Email,Product Details,"
    "Refund Amount,Channel ID,Channel Name,Fee Details"
)
TIENDANUBE = (
    '"Número de orden";Email;Fecha;"Estado de la orden";"Estado del pago";"Estado del envío";Moneda;'
    '"Subtotal de productos";Descuento;"Costo de envío";Total;"Nombre del comprador";"DNI / CUIT";Teléfono;'
    '"Nombre para el envío";"Teléfono para el envío";Dirección;Número;Piso;Localidad;Ciudad;"Código postal";'
    '"Provincia o estado";País;"Medio de envío";"Medio de pago";"Cupón de descuento";"Notas del comprador";'
    '"Notas del vendedor";"Fecha de pago";"Fecha de envío";"Nombre del producto";"Precio del producto";'
    '"Cantidad del producto";SKU;Canal;"Código de tracking del envío";'
    '"Identificador de la transacción en el medio de pago";"Identificador de la orden";"Producto Físico";'
    '"Persona que registró la venta";"Sucursal de venta";Vendedor;"Fecha y hora de cancelación";'
    '"Motivo de cancelación"'
)
MAGENTO_GRID = (
    "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,"
    "Billing Address,Shipping Address,Shipping Information,Customer Email,Customer Group,Subtotal,"
    "Shipping and Handling,Customer Name,Payment Method,Total Refunded"
)
PRESTASHOP = "ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date"
WALMART = (
    "PO#,Order#,Order Date,Ship By,Delivery Date,Customer Name,Customer Shipping Address,Customer Phone Number,"
    "Ship to Address 1,Ship to Address 2,City,State,Zip,Segment,FLIDS,Line#,UPC,Status,Item Description,"
    "Shipping Method,Shipping Tier,Shipping SLA,Shipping Config SOurce,Qty,SKU,Item Cost,Shipping Cost,Tax,"
    "Update Status,Update Qty,Carrier,Tracking Number,Tracking Url,Seller Order NO,Fulfillment Entity,"
    "Replacement Order,Original Customer Order Id"
)
SHIPSTATION = (
    "Market - Store Name,Amount - Order Shipping,Order - Number,Date - Order Date,Item - SKU,Item - Qty,"
    "Item - Price,Item - Name,Amount - Paid by Customer,Ship To - Name,Ship To - Address 1,Ship To - Address 2,"
    "Ship To - City,Ship To - State,Ship To - Postal Code,Ship To - Country,Customer Email,Amount - Order Tax,"
    "Notes - From Buyer,Custom - Field 2,Date - Shipped Date,Amount - Order Total,Amount - Shipping Cost"
)
ORDORO = (
    "Order ID,Order Date,Notes from Customer,Grand Total,Product Amount,Tax Amount,Discount Amount,"
    "Shipping Amount,Shipping Type,Ship to Name,Ship to Company,Ship to Email,Ship to Phone,Ship to Street 1,"
    "Ship to Street 2,Ship to City,Ship to State,Ship to Zipcode,Ship to Country,Line Product SKU,"
    "Line Product Name,Line Item Price,Line Quantity,Line Notes,Line Discount Amount,Line Total Price"
)
