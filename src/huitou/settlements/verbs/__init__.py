"""Every write of settlements."""

from huitou.settlements.verbs.deposit import set_deposit, set_off, top_up
from huitou.settlements.verbs.label_cost import book_label_back, book_label_cost
from huitou.settlements.verbs.return_cost import book_insurer, book_return_cost
from huitou.settlements.verbs.set_cost_terms import set_cost_terms

__all__ = [
    "book_insurer",
    "book_label_back",
    "book_label_cost",
    "book_return_cost",
    "set_cost_terms",
    "set_deposit",
    "set_off",
    "top_up",
]
