"""All writes of notifications: mails and short messages are sent, contact points kept, wishes noted."""

from huitou.notifications.verbs.channel_accounts import (
    close_channel_account,
    keep_channel_account,
    resume_channel_account,
    send_test,
)
from huitou.notifications.verbs.contact_points import (
    add_contact_point,
    heard_from_address,
    send_point_code,
    silence_contact_point,
    verify_contact_point,
)
from huitou.notifications.verbs.follow import bind_follower, make_follow_scene
from huitou.notifications.verbs.measuring import MailDeed, note_mail_seen
from huitou.notifications.verbs.preferences import choose_news, switch_news_off
from huitou.notifications.verbs.record_bounce import record_bounce
from huitou.notifications.verbs.resend import resend
from huitou.notifications.verbs.send import send
from huitou.notifications.verbs.send_short import send_short
from huitou.notifications.verbs.send_to_staff import send_to_staff

__all__ = [
    "MailDeed",
    "add_contact_point",
    "bind_follower",
    "choose_news",
    "close_channel_account",
    "heard_from_address",
    "keep_channel_account",
    "make_follow_scene",
    "note_mail_seen",
    "record_bounce",
    "resend",
    "resume_channel_account",
    "send",
    "send_point_code",
    "send_short",
    "send_test",
    "send_to_staff",
    "silence_contact_point",
    "switch_news_off",
    "verify_contact_point",
]  # fmt: skip
