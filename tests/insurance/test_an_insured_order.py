"""From the parcel that leaves to the buyer's credit: everything by itself, and in the books."""

from huitou.core.tenancy import in_shop
from huitou.insurance.reconcile import differences, risk_accounts
from huitou.notifications.models import Mail
from tests.insurance.insuring import balance, claims, covers, insure_all, receive, send_back, shipped


def test_shipped_insured_returned_received_paid(world):
    insure_all(world)
    order, parcel = shipped(world)
    (cover,) = covers(world)
    # Four pieces at 500 g: the row up to 5 kg. Nothing is known of the category or the buyer: usual risk, 15 %.
    assert (cover.parcel_id, cover.grams, cover.cover_minor) == (parcel.pk, 2_000, 1_800)
    assert (cover.risk_class, cover.premium_minor, cover.state) == ("usual", 270, "in_force")
    assert (balance(world, "insurance:pool"), balance(world, "share:merchant")) == (270, -270)

    back = send_back(world, order)
    assert claims(world) == []
    receive(world, back)
    (claim,) = claims(world)
    assert (claim.state, claim.amount_minor, claim.cover_id) == ("paid", 1_800, cover.pk)
    assert claim.settled_at is not None
    assert balance(world, f"credit:{order.customer_id}") == 1_800
    # The premium did not suffice: the shop, which backs the pool, made it good.
    assert (balance(world, "insurance:pool"), balance(world, "share:merchant")) == (0, -1_800)
    assert list(differences(world.shop.pk)) == []
    with in_shop(world.shop):
        (account,) = risk_accounts()
        assert (account.premiums, account.claims, account.lacked, account.balance) == (270, 1_800, 1_530, 0)
        subjects = list(Mail.objects.filter(key__endswith=":buyer").values_list("subject", flat=True))
    assert f"退货运费已赔付：订单 {order.number}" in subjects
