"""The tables of the orders area: customers and their contacts, orders and their addresses, lines, payments."""

from huitou.orders.models.cancellation import Cancellation
from huitou.orders.models.customer import Customer
from huitou.orders.models.customer_contact import CustomerContact
from huitou.orders.models.line import Line
from huitou.orders.models.order import Order
from huitou.orders.models.order_address import OrderAddress
from huitou.orders.models.payment import Payment

__all__ = ["Cancellation", "Customer", "CustomerContact", "Line", "Order", "OrderAddress", "Payment"]
