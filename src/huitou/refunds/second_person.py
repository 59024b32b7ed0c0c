"""Four eyes: whether somebody else of the shop could look, and that it is somebody else who does.

Called by the verbs that let money out. A program's token is nobody: only a person who proved who they are looks.
"""

from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import ApiToken, Membership
from huitou.accounts.permissions import SHOP_PERMISSIONS
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Forbidden
from huitou.orders.access import as_key

MAY = "refunds.resolve"


class SecondPersonNeeded(Conflict):
    """The same person twice, where somebody else can look."""

    code = "second_person_needed"
    message = _("You were the first to decide on this. Somebody else who may settle refunds does this step.")


class PersonNeeded(Forbidden):
    """A token of a program wants to be the second pair of eyes."""

    code = "person_needed"
    message = _("This step needs a person at the desk. A program cannot do it.")


def others_may(actor: Actor) -> bool:
    """Whether somebody else of the shop could look."""
    roles = [str(role) for role, held in SHOP_PERMISSIONS.items() if MAY in held]
    members = Membership.objects.filter(shop_id=actor.shop_id, role__in=roles, staff__is_active=True)
    return any(f"staff:{staff_id}" != actor.id for staff_id in members.values_list("staff_id", flat=True))


def second_look(actor: Actor, first: str) -> bool:
    """See that the actor is a person, and another one than `first`; True where they are alone in the shop.

    `first`: who decided, a person or a token; a token is the person who made it.

    Alone means: nobody else may settle refunds. Then the same person looks twice, and the caller's event says so.
    Raises PersonNeeded, SecondPersonNeeded.
    """
    if not actor.id.startswith("staff:"):
        raise PersonNeeded()
    if actor.id != behind(first):
        return False
    if others_may(actor):
        raise SecondPersonNeeded()
    return True


def behind(who: str) -> str:
    """The person who made the token, where it was a token: what it does for them is no other person's look."""
    kind, _sign, text = who.partition(":")
    key = as_key(text)
    if kind != "token" or key is None:
        return who
    maker = ApiToken.objects.filter(pk=key).values_list("staff_id", flat=True).first()
    return f"staff:{maker}" if maker is not None else who
