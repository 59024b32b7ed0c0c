"""The settings, typed; the only place that reads the environment (docs/operations/settings.md).

Imported by Django and by the command line. Importing it opens no connection and starts no database.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from huitou.config import addresses, data_folder, logs
from huitou.config.embedded_place import place_of
from huitou.config.staff_login import *  # noqa: F403


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _flag(name: str, default: bool = False) -> bool:
    return _text(name, "yes" if default else "no").lower() in {"1", "yes", "true", "on"}


def _number(name: str, default: int) -> int:
    given = _text(name, str(default))
    if not given.isdecimal():
        raise addresses.SettingMalformed(f"{name} must be a whole number, not {given!r}")
    return int(given)


def _days_by_name(name: str) -> dict[str, int]:
    """`message=1095 mail=365`: how many days something is kept, by its name on the privacy page."""
    pairs = [word.partition("=") for word in _text(name).replace(",", " ").split()]
    if wrong := [code for code, _sign, days in pairs if not (code and days.isdecimal() and int(days))]:
        raise addresses.SettingMalformed(f"{name}: write {wrong[0] or 'name'}=365, in days")
    return {code: int(days) for code, _sign, days in pairs}


# The installation
HUITOU_ROOT = Path(__file__).resolve().parents[3]
HUITOU_DATA = Path(_text("HUITOU_DATA", str(HUITOU_ROOT / "data"))).absolute()
HUITOU_PUBLIC_URL = _text("HUITOU_PUBLIC_URL", "http://localhost:8000").rstrip("/")
_loopback_http = HUITOU_PUBLIC_URL.startswith("http://") and addresses.is_loopback(HUITOU_PUBLIC_URL)
_https = HUITOU_PUBLIC_URL.startswith("https://")
HUITOU_CLOCK_MOVABLE = _flag("HUITOU_CLOCK_MOVABLE")
# For how long a process trusts the shift of a movable clock that it has read.
HUITOU_CLOCK_KEPT_SECONDS = _number("HUITOU_CLOCK_KEPT_SECONDS", 1)
HUITOU_DEMO = _flag("HUITOU_DEMO")
# How the pages bring in orders from a file; only `config` knows the connectors.
HUITOU_ORDER_IMPORT = "huitou.config.order_import.job_for"
# Personal data that is kept for another time than the defaults (docs/mechanisms/personal-data.md).
HUITOU_KEEP_DAYS = _days_by_name("HUITOU_KEEP")
HUITOU_WEB_PROCESSES = _number("HUITOU_WEB_PROCESSES", 2)
HUITOU_WEB_THREADS = _number("HUITOU_WEB_THREADS", 2)
DEBUG = _flag("HUITOU_DEBUG")
data_folder.make(HUITOU_DATA)
SECRET_KEY = _text("HUITOU_SECRET_KEY") or data_folder.secret_key(HUITOU_DATA)

# The database: `default` is the application's role, `owner` owns the tables and is for migrations only.
DATABASE_URL = _text("DATABASE_URL")
HUITOU_EMBEDDED = not DATABASE_URL
if HUITOU_EMBEDDED:
    _sockets = str(place_of(HUITOU_DATA).socket_folder)
    _application = addresses.connection("huitou", "huitou_app", _sockets)
    _owner = addresses.connection("huitou", "huitou_owner", _sockets)
else:
    _application = addresses.database(DATABASE_URL, "DATABASE_URL")
    _owner = addresses.database(_text("DATABASE_OWNER_URL", DATABASE_URL), "DATABASE_OWNER_URL")
# Who may read every shop's rows for a backup, where that is not the embedded cluster's superuser.
_backup = _text("DATABASE_BACKUP_URL")
HUITOU_BACKUP_DATABASE = addresses.database(_backup, "DATABASE_BACKUP_URL") if _backup else None
HUITOU_APP_ROLE: str = _application["USER"]
DATABASES: dict[str, Any] = {"default": _application, "owner": {**_owner, "CONN_MAX_AGE": 0}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "huitou_cache",
        # Failed log-ins are counted here: with Django's 300 a crowd of wrong passwords would push each other's out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AREAS = (
    "core accounts policies notifications orders parcels lanes refunds logistics services cases changes instant "
    "insurance claims settlements news retention insights portal desk platform api"
).split()
# Who pays refunds out, by the code on the payment. The sandbox moves no money: not for shops that people reach.
HUITOU_GATEWAYS = {"offline": "huitou.refunds.gateways.offline.adapter.OfflineGateway"}
if _flag("HUITOU_SANDBOX", HUITOU_DEMO or _loopback_http):
    HUITOU_GATEWAYS["sandbox"] = "huitou.refunds.gateways.sandbox.adapter.SandboxGateway"
# Real providers: a shop's payments go through them as soon as its owner has entered an account (docs/gateways.md).
HUITOU_GATEWAYS |= {
    "stripe": "huitou.refunds.gateways.stripe.adapter.StripeGateway",
    "alipay": "huitou.refunds.gateways.alipay.adapter.AlipayGateway",
    "shopify": "huitou.refunds.gateways.shopify.adapter.ShopifyGateway",
    "wechat_pay": "huitou.refunds.gateways.wechat_pay.adapter.WeChatPayGateway",
}
# Other addresses of providers than their own, as `alipay=https://…`: for their test systems.
HUITOU_GATEWAY_ADDRESSES = dict(pair.split("=", 1) for pair in _text("HUITOU_GATEWAY_ADDRESSES").split() if "=" in pair)
# Who tells where parcels are, as soon as the shop's owner has entered an account (docs/carriers.md).
HUITOU_CARRIERS = {
    "aftership": "huitou.parcels.carriers.aftership.adapter.AfterShip",
    "track17": "huitou.parcels.carriers.track17.adapter.Track17",
    "kuaidi100": "huitou.parcels.carriers.kuaidi100.adapter.Kuaidi100",
    "kdniao": "huitou.parcels.carriers.kdniao.adapter.Kdniao",
    "easypost": "huitou.parcels.carriers.easypost.adapter.EasyPost",
    "shopify": "huitou.parcels.carriers.shopify.adapter.Shopify",
    "woocommerce": "huitou.parcels.carriers.woocommerce.adapter.WooCommerce",
    "karrio": "huitou.parcels.carriers.karrio.adapter.Karrio",
    "file": "huitou.parcels.carriers.file.adapter.FileOfScans",
}
# An optional extra (requirements-karrio.in).
if find_spec("karrio") is not None:
    HUITOU_CARRIERS["karrio_sdk"] = "huitou.parcels.carriers.karrio_sdk.adapter.KarrioSdk"
if "sandbox" in HUITOU_GATEWAYS:
    HUITOU_CARRIERS["simulator"] = "huitou.parcels.carriers.simulator.adapter.Simulator"
HUITOU_CARRIER_ADDRESSES = dict(pair.split("=", 1) for pair in _text("HUITOU_CARRIER_ADDRESSES").split() if "=" in pair)
# Who carries short messages, the preferred ones first, as soon as the owner has entered an account
# (docs/notifications.md). The sandbox carries none to people.
HUITOU_CHANNELS = {
    "aliyun_sms": "huitou.notifications.channels.aliyun_sms.adapter.AliyunSms",
    "twilio": "huitou.notifications.channels.twilio.adapter.Twilio",
    "wechat": "huitou.notifications.channels.wechat.adapter.WeChat",
    "web_push": "huitou.notifications.channels.web_push.adapter.WebPush",
    "webhook": "huitou.notifications.channels.webhook.adapter.Webhook",
}
if "sandbox" in HUITOU_GATEWAYS:
    HUITOU_CHANNELS["file"] = "huitou.notifications.channels.file.adapter.FileOfMessages"
HUITOU_CHANNEL_ADDRESSES = dict(pair.split("=", 1) for pair in _text("HUITOU_CHANNEL_ADDRESSES").split() if "=" in pair)
# Networks of one's own (as `10.0.0.0/8 127.0.0.1`) that addresses entered by shops may lead to; all others are public.
HUITOU_OWN_NETWORKS = _text("HUITOU_OWN_NETWORKS").replace(",", " ").split()
# Shops' own hosts for their buyers' pages (docs/operations/domains.md): the host that owners' CNAME records lead to,
# the name servers that are asked (`address` or `address#port`; none: the machine's), and the secret with which a proxy
# on another machine asks which hosts get a certificate.
HUITOU_DOMAIN_TARGET = _text("HUITOU_DOMAIN_TARGET").lower()
HUITOU_DNS_SERVERS = _text("HUITOU_DNS_SERVERS").replace(",", " ").split()
HUITOU_DOMAIN_NET = "huitou.accounts.domains.dns_and_http.DnsAndHttp"
HUITOU_TLS_ASK_KEY = _text("HUITOU_TLS_ASK_KEY")
# The list of addresses that a shop's own host has.
HUITOU_SHOP_URLCONF = "huitou.config.shop_urls"
# Where visits are handed on to, for shops that have an account there (docs/selling-gently.md).
HUITOU_GA4_URL = _text("HUITOU_GA4_URL", "https://www.google-analytics.com")
# Who insures return shipping besides the shop's own pool (docs/freight-insurance.md).
HUITOU_INSURERS = {}
HUITOU_WECHAT_INSURANCE = {
    "app_id": _text("HUITOU_WECHAT_APP_ID"),
    "app_secret": _text("HUITOU_WECHAT_APP_SECRET"),
    "token": _text("HUITOU_WECHAT_TOKEN"),
    "url": _text("HUITOU_WECHAT_URL", "https://api.weixin.qq.com"),
}
addresses.together(
    {name: _text(name) for name in ("HUITOU_WECHAT_APP_ID", "HUITOU_WECHAT_APP_SECRET", "HUITOU_WECHAT_TOKEN")},
    "HUITOU_WECHAT_APP_ID",
)
if HUITOU_WECHAT_INSURANCE["app_id"]:
    HUITOU_INSURERS["wechat"] = "huitou.insurance.insurers.wechat.adapter.WechatInsurer"
# Who stops parcels that have left, by carrier; `*` is every other one (docs/order-changes.md).
HUITOU_INTERCEPTORS = {"*": "huitou.changes.interceptors.manual.adapter.ManualInterceptor"}
INSTALLED_APPS = [
    *(f"huitou.{area}" for area in AREAS),
    "huitou.refunds.gateways.offline",
    "huitou.refunds.gateways.sandbox",
    "huitou.desk.setup",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "huitou.config.access_log.AccessLog",
    "huitou.config.head_requests.HeadRequests",
    "huitou.accounts.domains.door.ShopDomains",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "huitou.config.typed_addresses.TypedAddresses",
    "huitou.config.too_large.TooLarge",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huitou.accounts.middleware.StaffDoor",
]
ROOT_URLCONF = "huitou.config.urls"
WSGI_APPLICATION = "huitou.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Languages and time
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [HUITOU_ROOT / "src" / "huitou" / "config" / "locale"]
LANGUAGE_COOKIE_NAME = "huitou_language"

# Files: `static` is public and rebuilt at will, `media` is private and never served by its address.
STATIC_URL = "/static/"
STATIC_ROOT = HUITOU_DATA / "static"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
MEDIA_ROOT = HUITOU_DATA / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
_static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEBUG:
    _static_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "huitou.core.disks.FileStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Who may ask, and how safely
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(HUITOU_PUBLIC_URL).hostname or "localhost"]
ALLOWED_HOSTS += [host for host in _text("HUITOU_HOSTS").replace(",", " ").split() if host]
CSRF_TRUSTED_ORIGINS = [HUITOU_PUBLIC_URL]
if _flag("HUITOU_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not _loopback_http
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Staff log-in (what never changes is in `staff_login`)
# Owners, managers and the platform's people need a second factor wherever others can reach the pages.
HUITOU_MFA_REQUIRED = _flag("HUITOU_MFA_REQUIRED", not (_loopback_http or HUITOU_DEMO))
# How many proxies of ours stand before the web process; their X-Forwarded-For entries are believed, no others.
HUITOU_TRUSTED_PROXIES = _number("HUITOU_TRUSTED_PROXIES", int(_flag("HUITOU_BEHIND_PROXY")))
ALLAUTH_TRUSTED_PROXY_COUNT = HUITOU_TRUSTED_PROXIES
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _loopback_http
# The company's own log-in, where there is one.
SOCIALACCOUNT_PROVIDERS = addresses.single_sign_on(
    _text("HUITOU_OIDC_ISSUER"),
    _text("HUITOU_OIDC_CLIENT_ID"),
    _text("HUITOU_OIDC_CLIENT_SECRET"),
    _text("HUITOU_OIDC_NAME", "OpenID Connect"),
)

# Mail and logs
HUITOU_EMAIL_URL = _text("HUITOU_EMAIL_URL", "file:")
globals().update(addresses.mail(HUITOU_EMAIL_URL, str(HUITOU_DATA)))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _text("HUITOU_EMAIL_FROM", "Huitou <service@localhost>")
LOGGING_CONFIG = None
logs.configure(as_json=_flag("HUITOU_LOG_JSON"), level=_text("HUITOU_LOG_LEVEL", "INFO").upper())
