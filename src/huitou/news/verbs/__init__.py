"""Every write of news: what is put in line and told, the shop's rules and texts, what a buyer has seen."""

from huitou.news.verbs.fall_back import fall_back
from huitou.news.verbs.look import look
from huitou.news.verbs.notice import notice
from huitou.news.verbs.set_care import CareInvalid, set_care
from huitou.news.verbs.set_rule import RuleInvalid, set_rule, set_settings
from huitou.news.verbs.watch import note_opened, note_visit, silence_order
from huitou.news.verbs.write_about import send_sample, write_about
from huitou.news.verbs.write_text import restore_text, write_text

__all__ = [
    "CareInvalid", "RuleInvalid", "fall_back", "look", "note_opened", "note_visit", "notice", "restore_text",
    "send_sample", "set_care", "set_rule", "set_settings", "silence_order", "write_about", "write_text",
]  # fmt: skip
