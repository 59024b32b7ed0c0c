"""What moves money, what decides how it moves, and what opens a person's data ask for the password after a while."""

from tests.desk.furnishing import furnished  # noqa: F401  (the furnished shop is a fixture)
from tests.desk.test_matrix import POSTS, ROUTES

ASKED_AGAIN = {
    "desk:advance_act", "desk:chargeback_act", "desk:claim_settle", "desk:close_carrier", "desk:close_difference",
    "desk:close_gateway",
    "desk:customer_copy", "desk:customer_erase", "desk:difference", "desk:erase_customer", "desk:freight_claim_act",
    "desk:instant_rules", "desk:insurance_settings", "desk:keep_carrier", "desk:keep_gateway", "desk:policy_publish",
    "desk:policy_withdraw", "desk:refund_rules", "desk:resume_refunds",
}  # fmt: skip


def test_money_and_its_rules_ask_for_the_password_again(furnished):  # noqa: F811
    owner = furnished.clients["owner"]
    session = owner.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - 3600} for one in records]
    session.save()
    asked, before = set(), furnished.state()
    for name, place in POSTS:
        route = ROUTES[name][place]
        if not name.startswith("desk:") or route.visitors[5] != "Y" or name not in ASKED_AGAIN:
            continue
        answer = owner.post(furnished.path(name, route), furnished.body(route))
        if answer.status_code == 302 and answer["Location"].startswith("/staff/reauthenticate/"):
            asked.add(name)
    assert asked == ASKED_AGAIN
    assert furnished.state() == before
