"""Return policies as data, and the functions that apply them. Pure Python: no Django, no I/O, no clock.

Everything another area needs is imported from here.
"""

from huitou.policies.rules.document import Document
from huitou.policies.rules.evaluate import evaluate, options, possible
from huitou.policies.rules.facts import CustomerFacts, LineFacts, OrderFacts, Wish, WishLine
from huitou.policies.rules.problems import DocumentRefused, Problem
from huitou.policies.rules.reading import read
from huitou.policies.rules.verdict import Choice, Ground, LineOptions, LineVerdict, ReasonOptions, Verdict

__all__ = [
    "Choice",
    "CustomerFacts",
    "Document",
    "DocumentRefused",
    "Ground",
    "LineFacts",
    "LineOptions",
    "LineVerdict",
    "OrderFacts",
    "Problem",
    "ReasonOptions",
    "Verdict",
    "Wish",
    "WishLine",
    "evaluate",
    "options",
    "possible",
    "read",
]
