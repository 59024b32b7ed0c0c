"""What the buyer and the shop see: how much is insured, how the claim stands, the pool, the statement and its file."""

import csv
import zipfile
from io import BytesIO, StringIO

from django.test import Client
from django.utils.translation import override

from huitou.accounts.buyers import open_demo_session
from huitou.cases.models import Case
from huitou.core.tenancy import in_shop
from huitou.insurance.values import insurer_name, went_wrong
from huitou.portal.session import SESSION
from tests.desk.conftest import client_of
from tests.insurance.insuring import balance, claims, insure_all, receive, send_back, shipped
from tests.portal.reading import words


def buyer_of(world, order):
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    client = Client(headers={"accept-language": "en"})
    client.cookies[SESSION] = token
    return client


def test_the_buyer_is_told_before_and_afterwards(world):
    insure_all(world)
    order, _parcel = shipped(world)
    client, home = buyer_of(world, order), f"/s/{world.shop.slug}"
    cup = world.line(order, "cup").position
    how = {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted", "kind": "return_and_refund"}
    told = words(client.get(f"{home}/orders/{order.number}/apply/", how))
    assert "Return shipping: insured, up to CN¥18.00." in told
    back = send_back(world, order)
    with in_shop(world.shop):
        ref = Case.objects.get(goods_return=back).ref
    before = words(client.get(f"{home}/cases/{ref}/"))
    assert "Insured, up to CN¥18.00." in before
    assert "The shop pays for this insurance." in before
    receive(world, back)
    (claim,) = claims(world)
    page = words(buyer_of(world, order).get(f"{home}/cases/{ref}/"))
    assert "Your return shipping was insured: you got CN¥18.00." in page
    assert claim.ref in page
    # More than was captured cannot go back through the payment: it is credit, said in words and booked.
    assert "The amount is your credit at" in page
    assert balance(world, f"credit:{order.customer_id}") == 1_800
    assert "insured, up to" not in words(client.get(f"{home}/orders/{order.number}/apply/", how))

    desk = client_of(world.staff["agent"])
    listed = words(desk.get(f"/desk/{world.shop.slug}/insurance/?state=settled", headers={"accept-language": "en"}))
    assert claim.ref in listed
    statement = desk.get(f"/desk/{world.shop.slug}/statements/{world.today}/file/")
    assert statement["Content-Type"] == "text/csv; charset=utf-8"
    assert claim.ref in statement.content.decode()
    file = f"/desk/{world.shop.slug}/insurance/covers/{world.today}"
    (row,) = csv.DictReader(StringIO(desk.get(f"{file}.csv").content.decode("utf-8-sig")))
    assert (row["claim"], row["paid"], row["covered"], row["order"]) == (claim.ref, "18.00", "18.00", order.number)
    assert zipfile.is_zipfile(BytesIO(desk.get(f"{file}.xlsx").content))


def test_an_order_without_insurance_says_nothing_of_it(world):
    order, _parcel = shipped(world)
    cup = world.line(order, "cup").position
    how = {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted", "kind": "return_and_refund"}
    told = words(buyer_of(world, order).get(f"/s/{world.shop.slug}/orders/{order.number}/apply/", how))
    assert "insured" not in told


def test_the_shop_sets_its_terms_and_a_wrong_row_changes_nothing(world):
    world.hire("manager")
    desk, address = client_of(world.staff["manager"]), f"/desk/{world.shop.slug}/settings/insurance/"
    terms = {"what": "terms", "insure_all": "on", "payer": "merchant", "insurer": "pool", "backer": "merchant",
             "table": "CN 1000 12\nCN：新疆 1000 25.50", "piece_grams": "500", "days": "60"}  # fmt: skip
    assert desk.post(address, {**terms, "table": "CN one 12"}).status_code == 422
    assert desk.post(address, terms).status_code == 302
    costs = {"what": "costs", "c-table": "", "c-piece_grams": "500", "c-buyer_buyer": "90",
             "c-merchant_merchant": "100", "c-lost_carrier": "100"}  # fmt: skip
    assert desk.post(address, costs).status_code == 422
    assert desk.post(address, {**costs, "c-buyer_merchant": "10"}).status_code == 302
    from huitou.insurance.access import terms_of_shop
    from huitou.settlements.access import cost_terms_of

    with in_shop(world.shop):
        assert terms_of_shop(world.shop.pk).table == [["CN", 1000, 1200], ["CN:新疆", 1000, 2550]]
        assert cost_terms_of(world.shop.pk).shares["buyer"] == {"buyer": 9000, "merchant": 1000}


def test_an_insurer_and_what_went_wrong_there_have_words() -> None:
    """No code of a provider stands alone where a person reads why something was not insured."""
    with override("zh-hans"):
        assert (insurer_name("wechat"), insurer_name("pool"), insurer_name("acme")) == (
            "微信无忧退货（运费险）", "自有赔付池", "acme")  # fmt: skip
        assert went_wrong("holder_missing") == "保险方需要买家账号和付款流水号，其中一项缺失"
        assert "wechat_40001" in went_wrong("wechat_40001") != "wechat_40001"
