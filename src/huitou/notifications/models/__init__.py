"""The tables of notifications: every mail and short message with how it fared, and where customers want them."""

from huitou.notifications.models.channel_account import ChannelAccount
from huitou.notifications.models.contact_point import LIVE, ContactPoint, PointKind
from huitou.notifications.models.follow_scene import FollowScene
from huitou.notifications.models.mail import Mail, MailState
from huitou.notifications.models.mail_trace import MailTrace
from huitou.notifications.models.news_preference import Level, NewsPreference
from huitou.notifications.models.short_message import Medium, ShortMessage, ShortState

__all__ = [
    "LIVE", "ChannelAccount", "ContactPoint", "FollowScene", "Level", "Mail", "MailState", "MailTrace", "Medium",
    "NewsPreference",
    "PointKind", "ShortMessage", "ShortState",
]  # fmt: skip
