"""Everything that the area writes."""

from huitou.retention.verbs.analytics import close_analytics, keep_analytics
from huitou.retention.verbs.contacts import answer_question, ask_about_parcel, mark_contact, record_contact
from huitou.retention.verbs.measuring import set_measuring
from huitou.retention.verbs.selling import add_coupon, close_coupon, set_selling, tell_pairs

__all__ = [
    "add_coupon", "answer_question", "ask_about_parcel", "close_analytics", "close_coupon", "keep_analytics",
    "mark_contact", "record_contact", "set_measuring", "set_selling", "tell_pairs",
]  # fmt: skip
