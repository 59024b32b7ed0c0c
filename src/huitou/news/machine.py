"""A piece of news: it waits, is looked at again when its time comes, and is told or dropped. Pure data."""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, minutes

SYSTEM = Role.SYSTEM

goes_out = Guard("goes_out", lambda news: news.outcome == "told")
is_over = Guard("is_over", lambda news: news.outcome == "dropped")

PARCEL_NEWS = Machine(
    "parcel_news",
    # So long as the rule says, or until the reader's morning; then the parcel is looked at again.
    Waiting("waiting", on=SYSTEM, for_=minutes(3, "news_waits"), then="look"),
    Step("waiting", SYSTEM, "look", to="told", lands=goes_out, effects=("sends the message",)),
    Step("waiting", SYSTEM, "look", to="dropped", lands=is_over),
    Step("waiting", SYSTEM, "look", to="waiting"),
    Final("told"),
    Final("dropped"),
    initial=["waiting"],
)
