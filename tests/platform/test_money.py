"""An operator keeps a shop's deposit on its page, and takes its statements; nobody else does."""

import json
import zipfile
from io import BytesIO

from django.urls import reverse

from huitou.accounts.roles import PlatformRoleName, TokenRole
from huitou.accounts.verbs import add_platform_role, create_staff, create_token
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.settlements.access import deposit_of
from huitou.settlements.deposits import advanced_minor, balance_of
from tests.api.conftest import Caller, given, problem
from tests.desk.conftest import client_of
from tests.insurance.insuring import insure_all, receive, send_back, shipped
from tests.worlds import PASSWORD


def person(world, role):
    made = create_staff(
        email=f"{role}@platform.example.com", name=role, password=PASSWORD, locale="en", at=world.now, verified=True
    )
    add_platform_role(staff=made, role=PlatformRoleName(role), at=world.now)
    return client_of(made)


def test_the_deposit_is_asked_for_topped_up_and_set_off_on_its_page(world):
    client = person(world, "operator")
    page = reverse("platform:money", args=[world.shop.slug])

    def do(deed, **typed):
        fields = {f"{deed}-{name}": value for name, value in typed.items()}
        return client.post(reverse("platform:money_act", args=[world.shop.slug, deed]), fields)

    def standing():
        with in_shop(world.shop):
            found = deposit_of(world.shop.pk)
            return balance_of(found).minor, found.minimum_minor, advanced_minor(found)

    assert "No deposit is asked of this shop" in client.get(page).content.decode()
    assert do("top_up", amount="10", reference="T-1").status_code == 409
    assert do("set_deposit", amount="-5", days="7").status_code == 422
    assert do("set_deposit", amount="500.00", days="7").status_code == 302
    assert do("top_up", amount="20.00", reference="T-1").status_code == 302
    assert do("top_up", amount="20.00", reference="T-1").status_code == 409  # booked once
    assert standing() == (2_000, 50_000, 0)
    assert 'name="set_off-amount"' not in client.get(page).content.decode()

    # The platform stands for the pool of the shop, and advances what it lacks.
    insure_all(world, backer="platform")
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    run_pending()
    advanced = standing()[2]
    assert 0 < advanced < 2_000
    too_much = do("set_off", amount="20.00", reference="S-1")
    assert too_much.status_code == 409
    assert "Only what the platform has advanced can be set off" in too_much.content.decode()
    assert do("set_off", amount=f"{advanced // 100}.{advanced % 100:02}", reference="S-1").status_code == 302
    assert standing() == (2_000 - advanced, 50_000, 0)
    shown = client.get(page).content.decode()
    assert "T-1" in shown
    assert "S-1" in shown

    month = f"{world.today:%Y-%m}"
    file = client.get(reverse("platform:statement", args=[world.shop.slug, month, "xlsx"]))
    assert zipfile.is_zipfile(BytesIO(file.content))
    plain = client.get(reverse("platform:statement", args=[world.shop.slug, month, "csv"])).content.decode()
    assert "Set off against the deposit" in plain


def test_an_arbitrator_keeps_no_deposits(world):
    client = person(world, "arbitrator")
    act = reverse("platform:money_act", args=[world.shop.slug, "set_deposit"])
    assert client.post(act, {"set_deposit-amount": "500", "set_deposit-days": "7"}).status_code == 403
    with in_shop(world.shop):
        assert deposit_of(world.shop.pk) is None


def test_a_token_of_the_operators_reads_the_statements_and_nothing_else(world):
    insure_all(world)
    receive(world, send_back(world, shipped(world)[0]))
    _made, plaintext = create_token(shop=world.shop, role=TokenRole.OPERATOR, label="books", at=world.now)
    books = Caller(plaintext)
    path = f"/statements/{world.today:%Y-%m}"
    assert given(books.get(path))["rows"]
    for form, start in (("csv", "\ufeff".encode()), ("xlsx", b"PK")):
        assert books.get(f"{path}/file?form={form}").content.startswith(start)
    problem(books.get("/hours"), 403, "forbidden")
    for place in ("/orders", "/cases", "/refunds", "/owed-by-hand"):
        assert json.loads(books.get(place).content).get("items", []) == []
    # Who rules disputes by token does not see the shop's money.
    _made, plaintext = create_token(shop=world.shop, role=TokenRole.PLATFORM, label="", at=world.now)
    problem(Caller(plaintext).get(path), 403, "forbidden")
