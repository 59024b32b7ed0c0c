"""What the tests of backups do inside an installation of their own, each in a process of its own."""

import sys

from django.core.files.storage import default_storage

from huitou.cases.models import Evidence
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.errors import HuitouError
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.models import CustomerContact, Order
from huitou.orders.verbs import ask_erasure
from huitou.refunds.models import Pause
from huitou.refunds.verbs import end_pause
from tests.privacy.conftest import finished
from tests.privacy.conftest import furnish as furnish_buyer
from tests.worlds import build_world

NAMES = ("anna", "berta")


class Now:
    """The clock that a world wants."""

    def now(self):
        return clock.now()


def furnish():
    """A shop with two buyers, each with a finished case, two photos, mails."""
    world = build_world(Now())
    for name in NAMES:
        finished(furnish_buyer(world, customer=name, email=f"{name}@example.com"))


def shop():
    return Shop.objects.get(slug="teahouse")


def tell():
    """What is there, in one line."""
    with in_shop(shop()):
        addresses = sorted(CustomerContact.objects.exclude(email="").values_list("email", flat=True))
        photos = list(Evidence.objects.filter(erased_at=None))
        files = [row for row in photos if default_storage.exists(row.original.name)]
        pauses = Pause.objects.filter(ended_at=None).count()
        erased = Order.objects.filter(customer__contact__email="").values_list("number", flat=True).first() or "-"
        folder = default_storage.listdir("evidence/original")[1]
    assert len(folder) == len(files), (folder, files)
    sys.stdout.write(
        f"contacts={len(addresses)} photos={len(photos)} files={len(files)} pauses={pauses} "
        f"{' '.join(addresses)} erased_order={erased} \n"
    )


def erase(email):
    """As the shop does it, with the jobs that follow."""
    with in_shop(shop()):
        customer_id = CustomerContact.objects.get(email=email).customer_id
    ask_erasure(customer_id=customer_id, actor=system_actor(shop().pk), at=clock.now())
    run_pending()


def end_pause_unseen():
    """Nobody has compared anything."""
    try:
        end_pause(actor=system_actor(shop().pk), at=clock.now(), gateway="sandbox")
    except HuitouError as error:
        sys.stdout.write(f"refused: {error.code}\n")
