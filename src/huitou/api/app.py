"""The REST API under `/api/v1`: one NinjaAPI with its routers, its errors and its documentation.

Everything goes through access functions, `core.actions` and the areas' queries: no permission and no list of actions
is decided here.
"""

from huitou.api.auth import Bearer
from huitou.api.docs import LocalSwagger
from huitou.api.documentation import Api
from huitou.api.parsing import ExactParser
from huitou.api.problems import install
from huitou.api.views import (
    bookkeeping,
    cases,
    changes,
    chargebacks,
    claims,
    contact_points,
    contacts,
    customers,
    deliveries,
    disputes,
    flows,
    goals,
    goods,
    goods_back,
    hours,
    insights,
    instant,
    insurance,
    me,
    news,
    orders,
    owed_by_hand,
    pages_domain,
    paid_by_word,
    policies,
    refunds,
    repairs,
    replacements,
    returns,
    selling,
    statements,
    tracking,
    variants,
    withdrawals,
)

DESCRIPTION = """
After-sales for online shops: orders come in, buyers' cases are judged by the published policy, goods come back, money
goes home. Every subject says whose turn it is, until when, what silence does, and what **you** can do now.

* Send `Authorization: Bearer huitou_…` (`./huitou token create`).
* Amounts are whole minor units with their currency; times are ISO 8601 with a zone.
* Calls that move money need an `Idempotency-Key`; the same key gives the same answer again.
* Errors are `application/problem+json` (RFC 9457) with a stable `code`; `detail` is in the language of
  `Accept-Language` (en, zh-Hans, zh-Hant).
"""

api = Api(
    title="Huitou 回头",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=Bearer(),
    docs=LocalSwagger(),
    parser=ExactParser(),
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)
install(api)
api.add_router("", me.router, tags=["me"])
api.add_router("", orders.router, tags=["orders"])
api.add_router("", goods.router, tags=["orders"])
api.add_router("", tracking.router, tags=["orders"])
api.add_router("", withdrawals.router, tags=["orders"])
api.add_router("", customers.router, tags=["customers"])
api.add_router("", contact_points.router, tags=["customers"])
api.add_router("", cases.router, tags=["cases"])
api.add_router("", changes.router, tags=["changes"])
api.add_router("", deliveries.router, tags=["changes"])
api.add_router("", disputes.router, tags=["disputes"])
api.add_router("", returns.router, tags=["returns"])
api.add_router("", goods_back.router, tags=["returns"])
api.add_router("", replacements.router, tags=["returns"])
api.add_router("", repairs.router, tags=["repairs"])
api.add_router("", variants.router, tags=["orders"])
api.add_router("", refunds.router, tags=["refunds"])
api.add_router("", chargebacks.router, tags=["refunds"])
api.add_router("", bookkeeping.router, tags=["refunds"])
api.add_router("", owed_by_hand.router, tags=["refunds"])
api.add_router("", instant.router, tags=["refunds"])
api.add_router("", insurance.router, tags=["insurance"])
api.add_router("", claims.router, tags=["claims"])
api.add_router("", statements.router, tags=["refunds"])
api.add_router("", policies.router, tags=["policies"])
api.add_router("", news.router, tags=["news"])
api.add_router("", insights.router, tags=["insights"])
api.add_router("", contacts.router, tags=["insights"])
api.add_router("", selling.router, tags=["insights"])
api.add_router("", goals.router, tags=["insights"])
api.add_router("", hours.router, tags=["settings"])
api.add_router("", paid_by_word.router, tags=["settings"])
api.add_router("", pages_domain.router, tags=["settings"])
api.add_router("", flows.router, tags=["flows"])
