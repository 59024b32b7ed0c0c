"""The tables of accounts, one per file."""

from huitou.accounts.models.api_token import ApiToken
from huitou.accounts.models.attempt_count import AttemptCount
from huitou.accounts.models.buyer_grant import BuyerGrant
from huitou.accounts.models.code_challenge import CodeChallenge
from huitou.accounts.models.invitation import Invitation
from huitou.accounts.models.membership import Membership
from huitou.accounts.models.pages_domain import PagesDomain
from huitou.accounts.models.platform_role import PlatformRole
from huitou.accounts.models.setup_run import SetupRun
from huitou.accounts.models.shop_record import ShopRecord
from huitou.accounts.models.short_link import ShortLink
from huitou.accounts.models.staff import Staff

__all__ = [
    "ApiToken",
    "AttemptCount",
    "BuyerGrant",
    "CodeChallenge",
    "Invitation",
    "Membership",
    "PagesDomain",
    "PlatformRole",
    "SetupRun",
    "ShopRecord",
    "ShortLink",
    "Staff",
]
