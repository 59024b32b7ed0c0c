"""The policy editor: every part changed by its form, nothing lost on error, the law's word at the rule, two editors."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from huitou.core.tenancy import in_shop
from huitou.policies.models import PolicyVersion
from huitou.policies.queries import draft_of
from huitou.policies.verbs import save_draft
from tests.desk.test_policy_forms import as_sent

NO_REASON = "no-reason"


def url(world: Any, name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=[world.shop.slug, *args])


def place_of(world: Any, item: str, part: str = "rules") -> int:
    with in_shop(world.shop):
        version = draft_of(world.shop) or PolicyVersion.objects.get(state="in_force")
    return next(n for n, one in enumerate(version.document[part], start=1) if one["id"] == item)


def opened(client: Any, path: str) -> QueryDict:
    """The fields of a part's form as a browser would send them back."""
    context = client.get(path).context
    sent = as_sent(context["form"])
    sent["base"] = context["base"]
    return sent


def send(client: Any, path: str, sent: QueryDict) -> Any:
    """Post a form with all values of each field: the test client sends only the last ones of a QueryDict."""
    return client.post(path, dict(sent.lists()))


def saved(world: Any) -> dict[str, Any]:
    with in_shop(world.shop):
        return draft_of(world.shop).document


def rule(world: Any, item: str = NO_REASON) -> dict[str, Any]:
    return next(one for one in saved(world)["rules"] if one["id"] == item)


def window(world: Any, client: Any, days: str, **more: str) -> Any:
    """Change how long a change of mind has."""
    path = url(world, "policy_part", "rules", place_of(world, NO_REASON))
    sent = opened(client, path)
    sent["return_and_refund-days"] = days
    for name, value in more.items():
        sent[name] = value
    return send(client, path, sent)


def publish(world: Any, client: Any, **more: str) -> Any:
    with in_shop(world.shop):
        digest = draft_of(world.shop).digest
    return client.post(url(world, "policy_publish"), {"digest": digest, **more})


def test_seven_days_become_fourteen_from_a_day_on(world, desk):
    client = desk("manager")
    assert window(world, client, "14").status_code == 302
    assert rule(world)["offers"][0]["window"]["days"] == 14
    page = client.get(url(world, "policy_draft")).content.decode()
    assert "<del>7 </del>" in page
    assert "<ins>14 </ins>" in page
    day = (world.now + timedelta(days=3)).date().isoformat()
    assert publish(world, client, when="day", day=day).status_code == 302
    with in_shop(world.shop):
        assert PolicyVersion.objects.get(state="scheduled").number == 2
        assert PolicyVersion.objects.get(state="in_force").number == 1
    assert "Scheduled" in client.get(url(world, "policies")).content.decode()
    seen = client.get(url(world, "policy_changes", 2)).content.decode()
    assert "Version 2 beside version 1." in seen
    assert "<ins>14 </ins>" in seen
    assert client.post(url(world, "policy_withdraw", 2)).status_code == 302
    with in_shop(world.shop):
        assert PolicyVersion.objects.get(number=2).state == "draft"


def test_the_floor_of_the_law_stands_beside_the_field(world, desk):
    client = desk("manager")
    page = client.get(url(world, "policy_part", "rules", place_of(world, NO_REASON))).content.decode()
    assert "At least 7 days: Consumer Protection Law of the PRC, Article 25 (China)." in page
    page = client.get(url(world, "policy_part", "terms")).content.decode()
    assert "At most 15 days: Measures on Penalties" in page


def test_less_than_the_law_is_said_at_the_rule_and_not_put_in_force(world, desk):
    client = desk("manager")
    path = url(world, "policy_part", "rules", place_of(world, NO_REASON))
    sent = opened(client, path)
    sent["return_and_refund-days"] = "3"
    look = send(client, path + "?look=1", sent).content.decode()
    assert "within 3 days" in look
    assert "The window is shorter than 7 days: Consumer Protection Law of the PRC, Article 25" in look
    with in_shop(world.shop):
        assert draft_of(world.shop) is None, "looking saves nothing"
    assert send(client, path, sent).status_code == 302
    assert "The window is shorter than 7 days" in client.get(url(world, "policy_draft")).content.decode()
    world.clock.forward(minutes=1)
    for how in ({"when": "now"}, {"when": "day", "day": (world.now + timedelta(days=3)).date().isoformat()}):
        answer = publish(world, client, **how)
        assert answer.status_code == 422
        assert "The law asks for more" in answer.content.decode()
        assert "Article 25" in answer.content.decode()
    with in_shop(world.shop):
        assert PolicyVersion.objects.get(state="in_force").number == 1


def test_put_in_force_at_once(world, desk):
    client = desk("manager")
    window(world, client, "14")
    world.clock.forward(minutes=1)
    assert publish(world, client, when="now").status_code == 302
    with in_shop(world.shop):
        assert PolicyVersion.objects.get(state="in_force").number == 2


@pytest.mark.parametrize("day", ["", "yesterday", "2020-01-01", "2999-01-01"])
def test_a_day_that_cannot_be_is_refused_and_the_draft_stays(world, desk, day):
    client = desk("manager")
    window(world, client, "14")
    answer = client.post(
        url(world, "policy_publish"),
        {"digest": client.get(url(world, "policy_draft")).context["saved"].digest, "when": "day", "day": day},
        follow=True,
    )
    assert "Choose a day after today, within a year." in answer.content.decode()
    assert rule(world)["offers"][0]["window"]["days"] == 14


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("return_and_refund-days", "3651", "less than or equal to 3650"),
        ("return_and_refund-days", "seven", "Enter a whole number"),
        ("return_and_refund-restocking", "101", "Enter 0 to 100 per cent"),
        ("return_and_refund-way", "buyer:shop_label", "Say what the label costs the buyer"),
        ("return_and_refund-clock", "before_shipping", "Empty the days"),
        ("return_and_refund-automatic", "on", "A right is agreed at once anyway"),
        ("price_below", "0", "more than the price it starts from"),
        ("countries", "China", "no two-letter country code"),
        ("stages", "not_shipped", "Goods that were never shipped cannot come back"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_entered_is_lost(world, desk, field, value, said):
    client = desk("manager")
    answer = window(world, client, "12", categories="Tea\nCups", **{field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "Tea\nCups" in page
    form = answer.context["form"]
    assert form.errors or any(offer.errors for offer in form.offers.values())
    with in_shop(world.shop):
        assert draft_of(world.shop) is None


def test_a_kind_of_help_is_added_and_taken_away(world, desk):
    client = desk("manager")
    path = url(world, "policy_part", "rules", place_of(world, NO_REASON))
    sent = opened(client, path)
    sent.setlist("kinds", ["return_and_refund", "exchange"])
    sent["exchange-days"], sent["exchange-clock"] = "30", "delivery"
    assert send(client, path, sent).status_code == 302
    assert [offer["kind"] for offer in rule(world)["offers"]] == ["return_and_refund", "exchange"]
    sent = opened(client, path)
    sent.setlist("kinds", ["return_and_refund"])
    send(client, path, sent)
    assert [offer["kind"] for offer in rule(world)["offers"]] == ["return_and_refund"]


def arrange(world: Any, client: Any, do: str, item: str, part: str = "rules") -> Any:
    base = client.get(url(world, "policy_draft")).context["base"]
    return client.post(url(world, "policy_arrange"), {"part": part, "id": item, "do": do, "base": base})


def test_rules_are_moved_and_taken_out_with_buttons(world, desk):
    client = desk("manager")
    before = place_of(world, NO_REASON)
    arrange(world, client, "up", NO_REASON)
    assert place_of(world, NO_REASON) == before - 1
    arrange(world, client, "down", NO_REASON)
    assert place_of(world, NO_REASON) == before
    arrange(world, client, "remove", NO_REASON)
    assert NO_REASON not in {one["id"] for one in saved(world)["rules"]}
    page = client.get(url(world, "policy_draft")).content.decode()
    assert "Less than the law" in page
    assert "After the delivery no rule speaks of: " in page


def test_an_exclusion_by_category_is_kept_and_judged_by_the_law(world, desk):
    client = desk("manager")
    path = url(world, "policy_part", "exclusions")
    sent = opened(client, path)
    sent["categories"] = "茶叶\n定制杯"
    assert send(client, path, sent).status_code == 302
    assert saved(world)["exclusions"][-1]["goods"]["categories"] == ["茶叶", "定制杯"]
    world.clock.forward(minutes=1)
    answer = publish(world, client, when="now")
    assert answer.status_code == 422
    assert "The law knows no such exclusion" in answer.content.decode()


def test_an_exclusion_of_nothing_is_refused_at_the_field(world, desk):
    client = desk("manager")
    path = url(world, "policy_part", "exclusions")
    answer = send(client, path, opened(client, path))
    assert answer.status_code == 422
    assert "Name some goods" in answer.content.decode()


def test_a_rule_that_could_never_decide_is_refused_in_words(world, desk):
    client = desk("manager")
    path = url(world, "policy_part", "rules")
    sent = opened(client, path)
    sent.setlist("reasons", ["no_longer_wanted"])
    sent.setlist("kinds", ["exchange"])
    sent["exchange-days"], sent["exchange-clock"] = "30", "delivery"
    answer = send(client, path, sent)
    assert answer.status_code == 422
    assert "the rule can never decide" in answer.content.decode()
    assert answer.context["form"]["reasons"].value() == ["no_longer_wanted"]


def test_who_did_not_see_the_others_draft_is_told_and_loses_nothing(world, desk):
    client = desk("manager")
    path = url(world, "policy_part", "rules", place_of(world, NO_REASON))
    mine = opened(client, path)
    mine["return_and_refund-days"] = "21"
    with in_shop(world.shop):
        theirs = PolicyVersion.objects.get(state="in_force").document
    theirs["terms"]["answer_hours"] = 24
    save_draft(document=theirs, actor=world.hire("manager"), at=world.now)
    answer = send(client, path, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody saved the draft in the meantime" in page
    assert 'value="21"' in page
    assert rule(world)["offers"][0]["window"]["days"] == 7
    again = as_sent(answer.context["form"])
    for name in mine:
        again.setlist(name, mine.getlist(name))
    again["base"] = answer.context["base"]
    assert send(client, path, again).status_code == 302
    assert rule(world)["offers"][0]["window"]["days"] == 21
    assert saved(world)["terms"]["answer_hours"] == 24


def test_a_trade_replaces_the_draft(world, desk):
    client = desk("manager")
    base = client.get(url(world, "policy_draft")).context["base"]
    assert client.post(url(world, "policy_preset"), {"trade": "fashion", "base": base}).status_code == 302
    kinds = {offer["kind"] for one in saved(world)["rules"] for offer in one["offers"]}
    assert "exchange" in kinds
    assert client.post(url(world, "policy_preset"), {"trade": "weapons", "base": base}).status_code == 404


def test_what_would_have_changed_is_told_with_links(world, desk):
    case = world.apply(world.order(delivered_days_ago=6), cups=1)
    client = desk("manager")
    window(world, client, "3")
    page = client.get(url(world, "policy_effect")).content.decode()
    assert "1 of your last 1 cases would have another answer." in page
    assert "not given any more" in page
    assert url(world, "case", case.ref) in page
    assert "1 buyer is concerned." in page


def test_places_costs_and_terms_are_kept(world, desk):
    client = desk("manager")
    for part, changes in (
        ("terms", {"answer_hours": "24"}),
        ("costs", {"buyer_way": "buyer:shop_label", "buyer_fee": "8"}),
        ("places", {"country_0": "CN", "regions_0": "西藏\n新疆"}),
    ):
        path = url(world, "policy_part", part)
        sent = opened(client, path)
        for name, value in changes.items():
            sent[name] = value
        assert send(client, path, sent).status_code == 302, part
    document = saved(world)
    assert document["terms"]["answer_hours"] == 24
    assert document["return_shipping"]["buyer"] == {"by": "buyer", "way": "shop_label", "fee_minor": 800}
    assert document["serves"]["without"] == [{"country": "CN", "regions": ["西藏", "新疆"]}]


def test_an_agent_reads_and_changes_nothing(world, desk):
    client = desk("agent")
    assert "Held against the law of: China." in client.get(url(world, "policies")).content.decode()
    for path in (url(world, "policy_draft"), url(world, "policy_part", "terms"), url(world, "policy_effect")):
        assert client.get(path).status_code == 403
    assert client.post(url(world, "policy_publish"), {"digest": "x"}).status_code == 403
