"""Single sign-on against a real provider on loopback: who gets in, and every token that does not hold."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from huitou.accounts.models import Staff
from huitou.config.addresses import SettingMalformed, single_sign_on
from tests.accounts.identity_provider import CLIENT, SECRET, running

LOGIN = "/staff/oidc/sso/login/"


@pytest.fixture
def provider(settings):
    with running() as one:
        settings.SOCIALACCOUNT_PROVIDERS = single_sign_on(one.issuer, CLIENT, SECRET, "Teahouse ID")
        yield one


@pytest.fixture
def agent(shop, hire) -> Staff:
    return hire(shop, "agent")


def sign_on(provider, client=None, address=LOGIN, **says):
    """Walk the whole way once; the browser, and the answer to its return."""
    client = client or Client(headers={"accept-language": "en"})
    provider.says = says
    away = client.get(address)
    assert away.status_code == 302
    assert away["Location"].startswith(f"{provider.issuer}/authorize?")
    return client, client.get(provider.consent(away["Location"]))


def is_in(client) -> bool:
    return client.get("/staff/2fa/").status_code == 200


def refused(client, answer):
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "Single sign-on did not work" in page
    assert not is_in(client)
    assert Staff.objects.count() == 1
    return page


def test_somebody_who_works_here_gets_in(provider, agent):
    client, answer = sign_on(provider, email=agent.email.upper())
    assert answer.status_code == 302
    assert answer["Location"] == "/staff/"
    assert client.session["_auth_user_id"] == str(agent.pk)
    # Nothing of the provider is kept, and the password is as it was.
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()
    assert Staff.objects.get().has_usable_password()


def test_it_leads_on_to_where_the_person_wanted_to_go(provider, agent):
    _, answer = sign_on(provider, address=f"{LOGIN}?next=/desk/teacups/", email=agent.email)
    assert answer["Location"] == "/desk/teacups/"


def test_the_address_may_stand_in_the_user_information_of_the_same_person(provider, agent):
    provider.userinfo = {"sub": "u-1", "email": agent.email, "email_verified": True}
    client, _ = sign_on(provider, email_verified=None)
    assert is_in(client)
    provider.userinfo["sub"] = "u-2"
    refused(*sign_on(provider, email_verified=None))


# Told when the test runs: a moment in a test's name would be another one in every worker.
AT = {"an hour ago": lambda: int(time.time()) - 3600, "in an hour": lambda: int(time.time()) + 3600}


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "of another log-in"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"iss": "https://elsewhere.example.com"},
        {"exp": "an hour ago"},
        {"exp": None},
        {"iat": "in an hour"},
        {"sub": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "false"},
        {"email": "stranger@example.com"},
        {"email": ""},
    ],
    ids=str,
)
def test_what_does_not_hold_is_refused(provider, agent, says):
    says = {name: AT[value]() if isinstance(value, str) and value in AT else value for name, value in says.items()}
    refused(*sign_on(provider, **({"email": agent.email} | says)))


def test_a_token_that_another_key_signed_is_refused(provider, agent):
    provider.signed_by = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    refused(*sign_on(provider, email=agent.email))


@pytest.mark.parametrize(("algorithm", "key"), [("none", None), ("HS256", SECRET * 4)])
def test_a_token_that_nobody_or_the_secret_signed_is_refused(provider, agent, algorithm, key):
    provider.algorithm, provider.signed_by = algorithm, key
    refused(*sign_on(provider, email=agent.email))


def test_a_provider_that_calls_itself_otherwise_is_refused(provider, agent):
    provider.calls_itself = "https://login.example.com"
    answer = Client().get(LOGIN)
    assert answer.status_code == 401


def test_a_provider_that_does_not_answer_is_said(provider, agent, settings):
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on("http://127.0.0.1:9", CLIENT, SECRET, "Teahouse ID")
    assert Client().get(LOGIN).status_code == 401


def test_an_address_that_we_have_not_verified_is_refused(provider, agent):
    EmailAddress.objects.update(verified=False)
    refused(*sign_on(provider, email=agent.email))


def test_somebody_who_was_switched_off_is_refused(provider, agent):
    Staff.objects.update(is_active=False)
    refused(*sign_on(provider, email=agent.email))


def test_a_code_of_another_browser_is_refused(provider, agent):
    provider.says = {"email": agent.email}
    stolen = provider.consent(Client().get(LOGIN)["Location"])
    victim = Client(headers={"accept-language": "en"})
    victim.get(LOGIN)
    refused(victim, victim.get(stolen))


def test_a_code_put_into_another_browsers_log_in_is_refused(provider, agent):
    provider.says = {"email": agent.email}
    stolen = provider.consent(Client().get(LOGIN)["Location"])
    victim = Client(headers={"accept-language": "en"})
    own = provider.consent(victim.get(LOGIN)["Location"])
    code, state = stolen.partition("code=")[2].partition("&")[0], own.partition("state=")[2]
    refused(victim, victim.get(f"{LOGIN}callback/?code={code}&state={state}"))


def test_it_ties_nothing_to_an_account(provider, agent):
    client = Client(headers={"accept-language": "en"})
    client.force_login(agent, backend="allauth.account.auth_backends.AuthenticationBackend")
    _, answer = sign_on(provider, client, f"{LOGIN}?process=connect", email=agent.email)
    assert answer.status_code == 401
    assert not SocialAccount.objects.exists()


def test_what_the_address_carries_changes_nothing_of_what_is_asked(provider, agent):
    away = Client().get(f"{LOGIN}?scope=admin&auth_params=nonce%3Dmine%26prompt%3Dnone")
    assert "admin" not in away["Location"]
    assert "nonce=mine" not in away["Location"]
    assert "prompt" not in away["Location"]


def test_the_second_factor_is_asked_for_all_the_same(provider, agent):
    TOTP.activate(agent, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client, answer = sign_on(provider, email=agent.email)
    assert answer["Location"].startswith("/staff/2fa/authenticate/")
    assert not is_in(client)
    assert Authenticator.objects.filter(user=agent).exists()


def test_who_must_have_a_second_factor_and_has_none_is_sent_to_add_one(provider, shop, hire, settings):
    settings.HUITOU_MFA_REQUIRED = True
    owner = hire(shop, "owner")
    client, _ = sign_on(provider, email=owner.email)
    answer = client.get(f"/desk/{shop.slug}/")
    assert answer["Location"] == "/staff/2fa/"


def test_the_log_in_page_names_it_only_where_it_is_set(provider, agent, settings):
    page = Client(headers={"accept-language": "en"}).get("/staff/login/?next=/desk/teacups/").content.decode()
    assert "Log in with Teahouse ID" in page
    assert 'href="/staff/oidc/sso/login/?process=login&amp;next=%2Fdesk%2Fteacups%2F"' in page
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on("", "", "", "")
    assert "/staff/oidc/" not in Client().get("/staff/login/").content.decode()
    assert Client().get(LOGIN).status_code == 404


@pytest.mark.parametrize(
    "given",
    [("http://login.example.com", CLIENT, SECRET), ("https://login.example.com", "", SECRET),
     ("https://login.example.com", CLIENT, "")],
)  # fmt: skip
def test_half_a_provider_stops_the_start(given):
    with pytest.raises(SettingMalformed, match="HUITOU_OIDC"):
        single_sign_on(*given, "ID")
