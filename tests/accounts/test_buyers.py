"""Buyers' codes, sessions and links: same answer for hit and miss, few tries, one use, one shop, one purpose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import signing
from django.db import connection
from django.db.models import QuerySet

from huitou.accounts import buyers
from huitou.accounts.access import buyer_actor
from huitou.accounts.buyers import CodeOver, CodeWrong, Found, LinkOver
from huitou.accounts.limits import TooManyTries
from huitou.accounts.models import BuyerGrant, CodeChallenge
from huitou.core.errors import NotFound
from huitou.core.ids import new_id
from huitou.core.tenancy import in_shop


@pytest.fixture
def customer_id() -> UUID:
    return new_id()


@pytest.fixture
def ask(shop, customer_id, at):
    def asked(found: bool = True, **more):
        facts = {
            "shop_id": shop.pk,
            "order_number": "4F7Q",
            "contact": "anna@example.com",
            "client": "203.0.113.7",
            "found": Found(customer_id) if found else None,
            "at": at,
        }
        return buyers.request_code(**(facts | more))

    return asked


@pytest.fixture
def redeem(shop, at):
    def redeemed(ref: str, code: str, **more):
        facts = {"shop_id": shop.pk, "ref": ref, "code": code, "client": "203.0.113.7", "at": at}
        return buyers.redeem_code(**(facts | more))

    return redeemed


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def grants(shop) -> int:
    with in_shop(shop):
        return BuyerGrant.objects.count()


def test_the_code_opens_a_session_for_the_customer(shop, customer_id, ask, redeem, at):
    challenge = ask()
    grant, token = redeem(challenge.ref, challenge.code)

    assert challenge.expires_at == at + timedelta(minutes=10)
    with in_shop(shop):
        assert buyers.grant_of(shop_id=shop.pk, token=token, at=at) == grant
        assert buyers.grant_of(shop_id=shop.pk, token=token + "x", at=at) is None
        assert buyers.grant_of(shop_id=shop.pk, token=token, at=at + timedelta(hours=12)) is None
    actor = buyer_actor(grant, shop)
    assert (actor.role, actor.customer_id, actor.order_ids) == ("buyer", customer_id, None)
    assert actor.may("cases.open")
    assert not actor.may("cases.agree")


def test_full_width_digits_and_spaces_are_the_same_code(ask, redeem):
    challenge = ask()
    full_width = challenge.code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    grant, _token = redeem(challenge.ref, f" {full_width[:3]} {full_width[3:]} ")
    assert grant.way == "code"


def test_hit_and_miss_differ_in_nothing_the_browser_gets(shop, ask, redeem):
    hit, miss = ask(), ask(found=False)

    assert miss.code is None
    assert (len(hit.ref), hit.expires_at) == (len(miss.ref), miss.expires_at)
    for guess in range(5):
        said = []
        for challenge in (hit, miss):
            with pytest.raises(CodeWrong) as refused:
                redeem(challenge.ref, wrong(hit.code))
            said.append((refused.value.code, refused.value.text, refused.value.status))
        assert said[0] == said[1], guess
    for challenge in (hit, miss):
        with pytest.raises(CodeOver):
            redeem(challenge.ref, hit.code)
    assert grants(shop) == 0


def test_hit_and_miss_do_the_same_work_in_the_database(ask):
    work = []
    for found in (True, False):
        with Statements() as statements:
            ask(found=found)
        work.append(statements)
    assert work[0] == work[1]


def test_no_code_opens_a_challenge_without_a_customer(shop, ask, redeem, monkeypatch):
    monkeypatch.setattr("huitou.accounts.buyers.secrets.randbelow", lambda _limit: 42)
    miss = ask(found=False)
    with pytest.raises(CodeWrong):
        redeem(miss.ref, "000042")
    assert grants(shop) == 0


def test_five_tries_even_when_each_of_them_is_rolled_back(shop, ask, redeem, monkeypatch):
    challenge = ask()

    def broken(self, *args, **kwargs):
        raise ConnectionError("the database went away")

    with monkeypatch.context() as fault:
        fault.setattr(QuerySet, "select_for_update", broken)
        for _ in range(5):
            with pytest.raises(ConnectionError):
                redeem(challenge.ref, wrong(challenge.code))

    with pytest.raises(CodeOver):
        redeem(challenge.ref, challenge.code)
    with in_shop(shop):
        assert CodeChallenge.objects.get().attempts == 5


@pytest.mark.race
def test_of_32_guesses_at_once_five_are_looked_at(shop, ask, redeem):
    challenge = ask()

    def guess(number: int) -> str:
        try:
            redeem(challenge.ref, wrong(challenge.code), client=f"198.51.100.{number}")
        except (CodeWrong, CodeOver) as refused:
            return refused.code
        finally:
            connection.close()
        return "opened"

    with ThreadPoolExecutor(32) as pool:
        said = list(pool.map(guess, range(32)))

    assert said.count("code_wrong") == 5
    assert said.count("code_over") == 27


@pytest.mark.race
def test_the_right_code_opens_once_however_many_send_it(shop, ask, redeem):
    challenge = ask()

    def send(_number: int) -> bool:
        try:
            redeem(challenge.ref, challenge.code)
        except CodeOver:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(send, range(5))) == 1
    assert grants(shop) == 1


def test_a_used_code_is_over(ask, redeem):
    challenge = ask()
    redeem(challenge.ref, challenge.code)
    with pytest.raises(CodeOver):
        redeem(challenge.ref, challenge.code)


def test_an_old_code_is_over(ask, redeem, at):
    challenge = ask()
    with pytest.raises(CodeOver):
        redeem(challenge.ref, challenge.code, at=at + timedelta(minutes=10))
    assert redeem(challenge.ref, challenge.code, at=at + timedelta(minutes=9, seconds=59))


def test_a_code_of_another_shop_opens_nothing(other_shop, ask, redeem):
    challenge = ask()
    with pytest.raises(CodeOver):
        redeem(challenge.ref, challenge.code, shop_id=other_shop.pk)
    assert grants(other_shop) == 0


@pytest.mark.parametrize("ref", ["", "x" * 5000, "0190a8c0-0000-7000-8000-000000000000", "' OR 1=1"])
def test_an_invented_reference_is_over(redeem, ref):
    with pytest.raises(CodeOver):
        redeem(ref, "123456")


def test_a_session_of_another_shop_has_no_actor(other_shop, ask, redeem):
    challenge = ask()
    grant, _token = redeem(challenge.ref, challenge.code)
    with pytest.raises(NotFound):
        buyer_actor(grant, other_shop)


def test_asking_is_limited_by_order_contact_and_client_alike_for_hit_and_miss(ask):
    for number in range(6):
        ask(found=number % 2 == 0, contact=f"{number}@example.com", client=f"203.0.113.{number}")
    with pytest.raises(TooManyTries):
        ask(contact="new@example.com", client="203.0.113.99", order_number=" 4f7q ")

    for number in range(6):
        ask(order_number=str(number), contact="ANNA@example.com", client=f"203.0.113.{number}")
    with pytest.raises(TooManyTries):
        ask(order_number="new", contact="anna@example.com", client="203.0.113.99")


def test_one_client_cannot_ask_for_many_orders(ask):
    for number in range(30):
        ask(found=False, order_number=str(number), contact=f"{number}@example.com", client="192.0.2.1")
    with pytest.raises(TooManyTries):
        ask(found=False, order_number="30", contact="30@example.com", client="192.0.2.1")


def test_nothing_stored_tells_the_code_or_the_contact(shop, ask, redeem):
    challenge = ask()
    _grant, token = redeem(challenge.ref, challenge.code)
    with in_shop(shop), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_code_challenge t")
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_buyer_grant t")
        stored += cursor.fetchone()[0]
    assert token not in stored
    assert "anna" not in stored
    assert f'"{challenge.code}"' not in stored


def test_signing_out_and_erasing_end_sessions(shop, customer_id, ask, redeem, at):
    tokens = []
    for _ in range(3):
        challenge = ask()
        tokens.append(redeem(challenge.ref, challenge.code)[1])

    buyers.end_session(shop_id=shop.pk, token=tokens[0], at=at)
    with in_shop(shop):
        assert [bool(buyers.grant_of(shop_id=shop.pk, token=token, at=at)) for token in tokens] == [False, True, True]
        assert buyers.end_sessions_of(shop_id=shop.pk, customer_id=customer_id, at=at) == 2
        assert not any(buyers.grant_of(shop_id=shop.pk, token=token, at=at) for token in tokens)


class TestSignedLink:
    @pytest.fixture
    def order_id(self):
        return new_id()

    @pytest.fixture
    def link(self, shop, customer_id, order_id, at):
        return buyers.signed_link(shop_id=shop.pk, customer_id=customer_id, order_id=order_id, at=at)

    @pytest.fixture
    def open_link(self, shop, at):
        def opened(secret: str, **more):
            facts = {"shop_id": shop.pk, "secret": secret, "client": "203.0.113.7", "at": at}
            return buyers.open_signed_link(**(facts | more))

        return opened

    def test_it_opens_exactly_one_order(self, shop, customer_id, order_id, link, open_link):
        grant, _token = open_link(link)
        actor = buyer_actor(grant, shop)
        assert (actor.customer_id, actor.order_ids) == (customer_id, frozenset({order_id}))

    def test_it_ends_after_thirty_days(self, link, open_link, at):
        assert open_link(link, at=at + timedelta(days=29))
        with pytest.raises(LinkOver):
            open_link(link, at=at + timedelta(days=30))

    def test_another_shop_refuses_it(self, other_shop, link, open_link):
        with pytest.raises(LinkOver):
            open_link(link, shop_id=other_shop.pk)
        assert grants(other_shop) == 0

    def test_a_link_of_another_purpose_is_refused(self, shop, customer_id, order_id, open_link):
        body = {"shop": str(shop.pk), "customer": str(customer_id), "order": str(order_id), "until": 9_999_999_999}
        with pytest.raises(LinkOver):
            open_link(signing.dumps(body, salt="huitou.accounts.invitation"))

    def test_one_changed_letter_is_refused(self, link, open_link):
        middle = len(link) // 2
        changed = link[:middle] + ("A" if link[middle] != "A" else "B") + link[middle + 1 :]
        with pytest.raises(LinkOver):
            open_link(changed)


class Statements:
    """The SQL of a block with its values left out, in order."""

    def __enter__(self):
        self.seen: list[str] = []
        self._wrap = connection.execute_wrapper(self._note)
        self._wrap.__enter__()
        return self.seen

    def __exit__(self, *what):
        self._wrap.__exit__(*what)

    def _note(self, execute, sql, params, many, context):
        self.seen.append(sql)
        return execute(sql, params, many, context)
