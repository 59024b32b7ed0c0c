"""The tables of the orders area: customers and their contacts, orders and their addresses, lines, payments."""

from huitou.orders.models.cancellation import Cancellation
from huitou.orders.models.customer import Customer
from huitou.orders.models.customer_contact import CustomerContact
from huitou.orders.models.data_request import DataRequest
from huitou.orders.models.former_email import FormerEmail
from huitou.orders.models.import_run import ImportRun
from huitou.orders.models.line import Line
from huitou.orders.models.order import Order
from huitou.orders.models.order_address import OrderAddress
from huitou.orders.models.order_words import OrderWords
from huitou.orders.models.owed_by_hand import OwedByHand, PaidFor
from huitou.orders.models.paid_word_rules import PaidWordRules
from huitou.orders.models.payment import Payment
from huitou.orders.models.product_traits import ProductTraits
from huitou.orders.models.variant import Variant

__all__ = [
    "Cancellation",
    "Customer",
    "CustomerContact",
    "DataRequest",
    "FormerEmail",
    "ImportRun",
    "Line",
    "Order",
    "OrderAddress",
    "OrderWords",
    "OwedByHand",
    "PaidFor",
    "PaidWordRules",
    "Payment",
    "ProductTraits",
    "Variant",
]
