"""Reads the addresses an installation is given (database, mail, its own) into what Django wants.

Called by the settings only. It opens no connection and reads no environment.
"""

from collections.abc import Mapping
from gettext import gettext as _
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from huitou.config.failures import StartUpFailed

Settings = dict[str, Any]


class SettingMalformed(StartUpFailed):
    """A value in the environment cannot be read; the message names the variable and a good example."""


def database(url: str, variable: str) -> Settings:
    """Django's connection settings for a PostgreSQL URL or conninfo string.

    Raises SettingMalformed, which never repeats the address: it holds a password.
    """
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError as error:
        raise SettingMalformed(
            _("%(variable)s is not a PostgreSQL address; write postgresql://user:password@host:5432/database")
            % {"variable": variable}
        ) from error
    if not parts.get("dbname"):
        raise SettingMalformed(_("%(variable)s names no database; add /name at its end") % {"variable": variable})
    return {
        **connection(parts.pop("dbname"), parts.pop("user", ""), parts.pop("host", "")),
        "PASSWORD": parts.pop("password", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": {**OPTIONS, **parts},
    }


def together(values: Mapping[str, str], first: str) -> None:
    """Where the variable `first` is set, none of the others may be empty: without its secret nothing can be believed.

    Raises SettingMalformed, which repeats no value.
    """
    if values[first]:
        for name, value in values.items():
            if not value:
                raise SettingMalformed(
                    _("%(variable)s is missing: %(first)s is set, and without it calls cannot be trusted")
                    % {"variable": name, "first": first}
                )


# Persistent connections, values bound by the server, statements prepared at first use: research/perf.md, part 7.
OPTIONS: Settings = {"server_side_binding": True, "prepare_threshold": 1, "application_name": "huitou"}


def connection(name: str, user: str, host: str) -> Settings:
    """Django's connection settings for a database reached at `host`, which may be a socket folder."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "HOST": host,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": OPTIONS,
    }


def mail(url: str, data: str) -> Settings:
    """Django's mail settings for `console:`, `file:[folder]`, `smtp://…`, `smtps://…` or `anymail://provider?key=…`.

    Raises SettingMalformed.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    match parts.scheme:
        case "console":
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        case "memory":
            return {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        case "file":
            folder = unquote(parts.path) or f"{data}/mails"
            return {
                "EMAIL_BACKEND": "huitou.notifications.backends.eml.EmailBackend",
                "EMAIL_FILE_PATH": folder,
            }
        case "smtp" | "smtps" if parts.hostname:
            starts_tls = parts.scheme == "smtp" and options.get("tls", "yes") != "no"
            return {
                "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "EMAIL_HOST": parts.hostname,
                "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
                "EMAIL_HOST_USER": unquote(parts.username or ""),
                "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
                "EMAIL_USE_SSL": parts.scheme == "smtps",
                "EMAIL_USE_TLS": starts_tls,
                "EMAIL_TIMEOUT": 30,
            }
        case "anymail" if parts.hostname:
            provider = parts.hostname.replace("-", "_")
            keys = {f"{provider}_{key}".upper(): value for key, value in options.items()}
            return {"EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend", "ANYMAIL": keys}
    raise SettingMalformed(
        _(
            "HUITOU_EMAIL_URL is not understood; write console:, file:, "
            "smtp://user:password@host:587, smtps://user:password@host:465 or anymail://provider?api_key=…"
        )
    )


def single_sign_on(issuer: str, client_id: str, secret: str, name: str) -> Settings:
    """allauth's settings for the company's OpenID Connect provider; without an issuer there is none.

    Raises SettingMalformed for half a provider, or one that others could answer for.
    """
    strict: Settings = {"provider_class": "huitou.accounts.single_sign_on.provider.StrictProvider"}
    if not issuer:
        return {"openid_connect": strict}
    if not issuer.startswith("https://") and not is_loopback(issuer):
        raise SettingMalformed(_("HUITOU_OIDC_ISSUER must begin with https://"))
    if not client_id or not secret:
        raise SettingMalformed(_("HUITOU_OIDC_ISSUER needs HUITOU_OIDC_CLIENT_ID and HUITOU_OIDC_CLIENT_SECRET"))
    app = {
        "provider_id": "sso",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        # The description lies below the issuer; its `issuer` must be this one, letter by letter.
        "settings": {"server_url": issuer.rstrip("/"), "issuer": issuer},
    }
    return {"openid_connect": {**strict, "APPS": [app]}}


def is_loopback(url: str) -> bool:
    """Whether a public address can only be reached from this machine."""
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")
