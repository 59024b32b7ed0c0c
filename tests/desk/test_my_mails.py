"""What a person is mailed about in a shop: their own choice, which the senders keep; and a page that was read."""

from huitou.accounts.models import Membership
from huitou.cases.models import Message
from huitou.cases.verbs import say
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail

PAGE = "/desk/teahouse/settings/mails/"


def muted(world, role):
    return Membership.objects.get(staff=world.staff[role]).muted


def test_a_person_switches_a_topic_off_for_themselves_alone(world, desk):
    world.hire("owner")
    client = desk("agent")
    assert client.get(PAGE).content.decode().count("checked") == 2
    assert client.post(PAGE, {"wanted": ["messages"]}).status_code == 302
    assert (muted(world, "agent"), muted(world, "owner")) == (["cases"], [])
    world.apply(world.order(), cups=1, reason="damaged", photo=True)
    run_pending()
    with in_shop(world.shop):
        told = set(Mail.objects.exclude(to_email="buyer@example.com").values_list("to_email", flat=True))
    assert told == {"owner@teahouse.example.com", "manager@teahouse.example.com"}
    assert client.post(PAGE, {}).status_code == 302
    assert muted(world, "agent") == ["cases", "messages"]


def test_a_topic_that_does_not_exist_is_refused(world, desk):
    client = desk("agent")
    assert client.post(PAGE, {"wanted": ["weather"]}).status_code == 422
    assert muted(world, "agent") == []


def known(world):
    with in_shop(world.shop):
        return Message.objects.get(body="在吗？").shop_knows_at is not None


def test_opening_the_page_reads_refreshing_it_does_not(world, desk, asked):
    with in_shop(world.shop):
        order = type(asked).objects.select_related("order").get(pk=asked.pk).order
    say(case=asked, body="在吗？", actor=world.buyer(order), at=world.now)
    page = f"/desk/teahouse/cases/{asked.ref}/"
    desk("readonly").get(page)
    client = desk("agent")
    client.get(page + "?part=stream")
    assert not known(world)
    client.get(page)
    assert known(world)
