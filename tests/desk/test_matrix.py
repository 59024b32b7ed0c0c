"""Who gets where: every route of the pages × every kind of visitor. A refusal changes nothing.

A route without a row fails.
One letter per visitor, in the order of WHO: Y let in, L sent to prove who they are, N not found, F forbidden.
The API has a table of its own (tests/api).
"""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from huitou.accounts.buyers import open_demo_session
from huitou.accounts.roles import PlatformRoleName
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.models import Customer
from huitou.portal.session import SESSION
from tests.api.test_foreign_ids import everything
from tests.desk.furnishing import Route, furnished  # noqa: F401  (the furnished shop is a fixture)

WHO = (
    "anonymous", "buyer", "readonly", "agent", "manager", "owner", "other_owner", "arbitrator", "operator", "workshop",
)  # fmt: skip
EVERYBODY, NOBODY = "YYYYYYYYYY", "NNNNNNNNNN"
SHOP_READ, SHOP_WORK, SHOP_RUN, SHOP_OWN = "LLYYYYNNNF", "LLFYYYNNNF", "LLFFYYNNNF", "LLFFFYNNNF"
LAST_INSTANCE, RULES = "LLNNNYNYYN", "LLNNNYNYFN"
BENCH, NOT_THEIRS = "LLFFFFNNNY", "LLFFFFNNNN"
NEWS = {"on": "on", "per_day": "3", "per_parcel": "8", "quiet_from": "22:00", "quiet_until": "07:00"}
BUYERS, PERSONAL = "LYLLLLLLLL", "LLYYYYYYYY"


ROUTES: dict[str, tuple[Route, ...]] = {
    # The desk
    "desk:home": (Route(PERSONAL, ()),),
    "desk:queue": (Route(SHOP_READ),),
    "desk:changes": (Route(SHOP_READ),),
    "desk:case": (Route(SHOP_READ, ("slug", "asked")),),
    "desk:message": (Route(SHOP_WORK, ("slug", "asked"), {"body": "你好"}),),
    "desk:photo": (Route(SHOP_READ, ("slug", "asked", "photo")),),
    "desk:add_proof": (Route(SHOP_WORK, ("slug", "asked"), {}),),
    "desk:bundle": (Route(SHOP_WORK, ("slug", "asked")),),
    "desk:offer_preview": (Route(SHOP_WORK, ("slug", "asked"), query="?amount=1"),),
    "desk:act": (
        Route(SHOP_WORK, ("slug", "asked", "agree")),
        Route(SHOP_WORK, ("slug", "asked", "agree"), {}),
        Route(SHOP_WORK, ("slug", "asked", "refuse"), {"reason": "other", "note": "不符合条件。"}),
        Route(SHOP_WORK, ("slug", "asked", "offer"), {"amount": "20", "keeps_goods": "yes"}),
        Route(SHOP_WORK, ("slug", "here", "accept_goods"), {}),
    ),
    "desk:orders": (Route(SHOP_READ),),
    "desk:order": (Route(SHOP_READ, ("slug", "order")),),
    "desk:note_invoice": (Route("LLFFYYNNNF", ("slug", "order"), {"number": "26312000000012345678"}),),
    "desk:silence_order": (Route(SHOP_WORK, ("slug", "order"), {"silent": "yes"}),),
    "desk:segments": (Route(SHOP_RUN, ("slug", "order"), {"segments": "vip"}),),
    "desk:announce_parcel": (
        Route(SHOP_WORK, ("slug", "order")),
        Route(SHOP_WORK, ("slug", "order"), {"carrier": "sf", "tracking_number": "SF77"}),
    ),
    "desk:open_case": (Route(SHOP_WORK, ("slug", "order")), Route(SHOP_WORK, ("slug", "order"), {})),
    "desk:order_changes": (Route(SHOP_READ), Route(SHOP_READ, query="?state=done")),
    "desk:order_change": (Route(SHOP_READ, ("slug", "change")),),
    "desk:order_change_act": (
        Route(SHOP_WORK, ("slug", "change", "stop_parcel"), {}),
        Route(SHOP_WORK, ("slug", "change", "offer_to_keep"), {"amount": "20"}),
    ),
    "desk:claims": (Route(SHOP_READ),),
    "desk:open_claim": (Route(SHOP_WORK, post={"parcel": "nowhere", "what": "lost"}),),
    "desk:claim": (Route(SHOP_READ, ("slug", "carrier_claim")),),
    "desk:claim_pack": (Route(SHOP_WORK, ("slug", "carrier_claim")),),
    "desk:claim_act": (Route(SHOP_WORK, ("slug", "carrier_claim", "file"), {"reference": "77"}),),
    "desk:claim_settle": (Route(SHOP_RUN, ("slug", "carrier_claim", "write_off"), {"note": "算了。"}),),
    "desk:claim_rules": (Route(SHOP_READ), Route(SHOP_RUN, post={"carrier": "dhl", "lost_days": "20"})),
    "desk:deliveries": (Route(SHOP_READ), Route(SHOP_READ, query="?state=done")),
    "desk:delivery_act": (
        Route(SHOP_WORK, ("slug", "wish", "arrange"), {}),
        Route(SHOP_WORK, ("slug", "wish", "decline"), {"why": "late"}),
    ),
    "desk:insurance": (
        Route(SHOP_READ),
        Route(SHOP_READ, query="?state=settled"),
        Route(SHOP_READ, query="?state=covers"),
    ),
    "desk:freight_claim": (Route(SHOP_READ, ("slug", "claim")),),
    "desk:freight_claim_act": (Route(SHOP_RUN, ("slug", "claim", "credit"), post={"how": "transfer", "note": "8812"}),),
    "desk:covers_file": (
        Route(SHOP_READ, ("slug", "2026-11", "xlsx")),
        Route("LLNNNNNNNF", ("slug", "2026-11", "exe")),
    ),
    "desk:statements": (Route(SHOP_READ),),
    "desk:statement": (Route(SHOP_READ, ("slug", "2026-11")), Route(SHOP_READ, ("slug", "2026"))),
    "desk:statement_file": (
        Route(SHOP_READ, ("slug", "2026-11-22")),
        Route(SHOP_READ, ("slug", "2026-11", "xlsx")),
        Route("LLNNNNNNNF", ("slug", "2026-11", "exe")),
    ),
    "desk:insurance_settings": (
        Route(SHOP_READ),
        Route(
            SHOP_RUN,
            post={
                "what": "terms",
                "payer": "merchant",
                "insurer": "pool",
                "backer": "merchant",
                "table": "CN 1000 12",
                "piece_grams": "500",
                "days": "60",
            },
        ),
    ),
    "desk:change_rules": (
        Route(SHOP_READ),
        Route(SHOP_RUN, post={"address_at_once": "on", "silence_agrees": "", "confirm_above": "500"}),
    ),
    "desk:instant": (Route(SHOP_READ),),
    "desk:advance": (Route(SHOP_READ, ("slug", "advance")),),
    "desk:advance_act": (Route(SHOP_WORK, ("slug", "advance", "stop"), {}),),
    "desk:instant_rules": (
        Route(SHOP_READ),
        Route(
            SHOP_RUN,
            post={
                "mode": "shadow",
                "budget": "2000",
                "largest": "300",
                "best_points": "80",
                "narrowest_points": "50",
                "hold_out_percent": "5",
                "set_aside_percent": "100",
            },
        ),
    ),
    "desk:trouble": (Route(SHOP_READ),),
    "desk:lanes": (Route(SHOP_READ),),
    "desk:trouble_act": (Route("LLFNNNNNNF", ("slug", "parcel", "write"), {}),),
    "desk:record_parcel": (
        Route(SHOP_WORK, ("slug", "parcel")),
        Route(SHOP_WORK, ("slug", "parcel"), {"state": "delivered"}),
    ),
    "desk:returns": (Route(SHOP_READ), Route(SHOP_READ, query="?state=sort")),
    "desk:stock_file": (Route(SHOP_READ), Route(SHOP_READ, query="?after=3")),
    "desk:called_off": (Route(SHOP_WORK, ("slug", "pick_up"), {}),),
    "desk:put_away": (Route(SHOP_WORK, ("slug", "back"), {}),),
    "desk:store": (Route(SHOP_WORK), Route(SHOP_WORK, post={"code": "B-1"})),
    "desk:return_settings": (Route(SHOP_READ),),
    "desk:change_return_settings": (
        Route(SHOP_RUN, ("slug", "way"), {"way": "own_parcel"}),
        Route(SHOP_RUN, ("slug", "provider"), {"name": "验货所"}),
        Route(SHOP_RUN, ("slug", "place"), {"kind": "store", "name": "外滩店", "address": "中山东一路 1 号"}),
    ),
    "desk:repairs": (Route(SHOP_READ),),
    "desk:refunds": (Route(SHOP_READ),),
    "desk:refund": (Route(SHOP_READ, ("slug", "refund")),),
    "desk:refund_act": (
        Route(SHOP_WORK, ("slug", "stopped", "retry"), {}),
        Route(SHOP_RUN, ("slug", "stopped", "fail"), {"reason": "卡已注销", "looked_at_provider": "on"}),
        Route(SHOP_RUN, ("slug", "stopped", "succeed"), {"reason": "转账 4711"}),
        Route(SHOP_RUN, ("slug", "stopped", "escalate"), {}),
    ),
    "desk:chargebacks": (Route(SHOP_READ),),
    "desk:chargeback": (Route(SHOP_READ, ("slug", "chargeback")),),
    "desk:chargeback_act": (
        Route(SHOP_WORK, ("slug", "chargeback", "record_evidence")),
        Route(SHOP_WORK, ("slug", "chargeback", "record_evidence"), {"words": "Am Montag zugestellt"}),
    ),
    "desk:carriers": (Route(SHOP_READ),),
    "desk:keep_carrier": (Route(SHOP_OWN, ("slug", "easypost"), {"webhook_secret": "whsec_another"}),),
    "desk:close_carrier": (Route(SHOP_OWN, ("slug", "easypost"), {}),),
    "desk:decide_meaning": (
        Route(SHOP_RUN, ("slug", "easypost"), {"code": "in_transit/nowhere", "status": "exception.lost"}),
    ),
    "desk:replay_reports": (Route(SHOP_RUN, post={}),),
    "desk:channels": (Route(SHOP_READ),),
    "desk:keep_channel": (Route(SHOP_OWN, ("slug", "file"), {}),),
    "desk:test_channel": (Route(SHOP_OWN, ("slug", "file"), {"address": "13800138000"}),),
    "desk:resume_channel": (Route(SHOP_OWN, ("slug", "file"), {}),),
    "desk:close_channel": (Route(SHOP_OWN, ("slug", "file"), {}),),
    "desk:try_refused": (Route(SHOP_RUN, ("slug", "refused_push"), post={}),),
    "desk:gateways": (Route(SHOP_READ),),
    "desk:keep_gateway": (
        Route(SHOP_OWN, ("slug", "stripe"), {"secret_key": "sk_test_another", "webhook_secret": "whsec_another"}),
    ),
    "desk:close_gateway": (Route(SHOP_OWN, ("slug", "stripe"), {}),),
    "desk:refund_exports": (Route("LLFFYYNNNF"),),
    "desk:refund_export": (
        Route("LLFFYYNNNF", ("slug", "journal", "csv"), query="?since=2026-01-01&until=2026-12-31"),
        Route("LLFFYYNNNF", ("slug", "journal", "xlsx"), query="?since=2026-01-01&until=2026-12-31"),
        Route("LLFFNNNNNF", ("slug", "payroll", "csv"), query="?since=2026-01-01&until=2026-12-31"),
    ),
    "desk:credit_note": (Route(SHOP_READ, ("slug", "year", "one")), Route("LLNNNNNNNF", ("slug", "year", "none"))),
    "desk:refund_rules": (
        Route(SHOP_READ),
        Route(SHOP_RUN, post={"order_of_payments": "money_last", "confirm_above": "500"}),
    ),
    "desk:differences": (Route(SHOP_READ), Route(SHOP_READ, query="?state=closed")),
    "desk:difference": (
        Route(SHOP_READ, ("slug", "difference")),
        Route(SHOP_RUN, ("slug", "difference"), {"note": "Ein Versuch des Anbieters"}),
    ),
    "desk:close_difference": (Route(SHOP_RUN, ("slug", "difference"), {}),),
    "desk:news": (Route(SHOP_READ), Route(SHOP_RUN, post=NEWS)),
    "desk:news_care": (
        Route(SHOP_READ),
        Route(SHOP_RUN, post={"category": "tableware", "locale": "zh-hans", "text": "温水冲洗。"}),
    ),
    "desk:news_trigger": (
        Route(SHOP_READ, ("slug", "delivered")),
        Route(
            SHOP_RUN, ("slug", "delivered"), {"on": "on", "channels": "mail", "wait_hours": "1", "wait_minutes": "0"}
        ),
    ),
    "desk:news_switch": (Route(SHOP_RUN, ("slug", "delivered"), {"on": "no"}),),
    "desk:news_text": (
        Route(
            SHOP_RUN, ("slug", "delivered"), {"locale": "en", "form": "mail", "subject": "{{order}}", "text": "Here."}
        ),
        Route(SHOP_RUN, ("slug", "delivered"), {"locale": "en", "form": "mail", "what": "restore"}),
    ),
    "desk:news_preview": (
        Route(SHOP_READ, ("slug", "delivered"), query="?locale=en"),
        Route(SHOP_READ, ("slug", "delivered"), {"locale": "en", "subject": "{{order}}", "text": "{{oops"}),
    ),
    "desk:news_length": (Route(SHOP_READ, ("slug", "delivered"), {"locale": "en", "text": "{{order}}"}),),
    "desk:mails": (Route(SHOP_READ),),
    "desk:short_messages": (Route(SHOP_READ),),
    "desk:mail": (Route(SHOP_READ, ("slug", "mail")),),
    "desk:mail_shown": (Route(SHOP_READ, ("slug", "mail")),),
    "desk:mail_resend": (Route(SHOP_RUN, ("slug", "mail"), {"to_email": "new@example.com"}),),
    "desk:policies": (Route(SHOP_READ),),
    "desk:policy": (Route(SHOP_READ, ("slug", "policy_number")),),
    "desk:policy_draft": (Route(SHOP_RUN),),
    "desk:policy_part": (
        Route(SHOP_RUN, ("slug", "costs")),
        Route(SHOP_RUN, ("slug", "costs"), {}),
    ),
    "desk:policy_arrange": (
        Route(SHOP_RUN, post={"part": "rules", "id": "no-reason", "do": "up", "base": "of another"}),
    ),
    "desk:policy_preset": (Route(SHOP_RUN, post={"trade": "fashion", "base": "of another"}),),
    "desk:policy_discard": (Route(SHOP_RUN, post={"base": "of another"}),),
    "desk:policy_effect": (Route(SHOP_RUN),),
    "desk:policy_changes": (Route(SHOP_READ, ("slug", "policy_number")),),
    "desk:policy_publish": (Route(SHOP_RUN, post={"digest": "of another"}),),
    "desk:policy_withdraw": (Route(SHOP_RUN, ("slug", "policy_number"), {}),),
    "desk:insights": (Route(SHOP_READ), Route(SHOP_READ, query="?days=30&kind=refund_only")),
    "desk:wismo": (Route(SHOP_READ), Route(SHOP_WORK, post={"channel": "phone", "about": "where"})),
    "desk:mail_figures": (Route(SHOP_READ),),
    "desk:questions": (Route(SHOP_READ),),
    "desk:answer_question": (Route(SHOP_WORK, ("slug", "question"), {"text": "明天送到。"}),),
    "desk:mark_contact": (Route(SHOP_WORK, ("slug", "question"), {"where": "no"}),),
    "desk:analytics": (
        Route(SHOP_READ),
        Route(SHOP_RUN, post={"measurement_id": "G-TEA12345", "api_secret": "s3cret-of-the-stream"}),
    ),
    "desk:set_measuring": (Route(SHOP_RUN, post={"opens": "on", "gtag": "G-TEA12345"}),),
    "desk:close_analytics": (Route("LLFFNNNNNF", post={}),),
    "desk:selling": (
        Route(SHOP_READ),
        Route(SHOP_RUN, post={"hold_out_percent": "10", "days": "7"}),
    ),
    "desk:add_coupon": (
        Route(
            SHOP_RUN,
            post={"title": "9 折", "code": "TEA", "starts_on": "2026-11-01", "ends_on": "2099-01-01", "on_page": "on"},
        ),
    ),
    "desk:end_coupon": (Route(SHOP_RUN, ("slug", "coupon"), {}),),
    "desk:pages_domain": (Route(SHOP_READ), Route(SHOP_RUN, post={"host": "parcels.teahouse.example"})),
    "desk:look_at_domain": (Route(SHOP_RUN, post={"host": "track.teahouse.example"}),),
    "desk:give_up_domain": (Route(SHOP_RUN, post={"host": "track.teahouse.example"}),),
    "desk:hours": (Route(SHOP_READ), Route(SHOP_RUN, post={"day_0": "09:00-18:00"})),
    "desk:keep_day": (Route(SHOP_RUN, post={"day": "2099-01-01"}),),
    "desk:drop_day": (Route(SHOP_RUN, post={"day": "2099-01-01"}),),
    "desk:goals": (
        Route(SHOP_READ),
        Route(SHOP_RUN, post={"measure": "answer", "length": "24", "unit": "60", "warn_per_cent": "25"}),
    ),
    "desk:drop_goal": (Route(SHOP_RUN, post={"measure": "answer"}),),
    "desk:settings": (Route(SHOP_READ), Route(SHOP_RUN, post={"name": "新名字", "locale": "en"})),
    "desk:brand": (Route(SHOP_READ), Route(SHOP_RUN, post={"accent": "#aa3300"})),
    "desk:goods": (
        Route(SHOP_READ),
        Route(SHOP_RUN, post={"scope": "sku", "name": "CUP", "traits": "press"}),
    ),
    "desk:bench": (Route(BENCH),),
    "desk:bench_repair": (Route(BENCH, ("slug", "given_repair")), Route(NOT_THEIRS, ("slug", "other_repair"))),
    "desk:bench_act": (
        Route(BENCH, ("slug", "given_repair", "note_work")),
        Route(BENCH, ("slug", "given_repair", "note_work"), {"note": "换了盖子。"}),
        Route(NOT_THEIRS, ("slug", "other_repair", "note_work"), {"note": "x"}),
    ),
    "desk:bench_goods": (Route(BENCH), Route(BENCH, query="?state=coming")),
    "desk:bench_goods_act": (
        Route(BENCH, ("slug", "given_goods", "arrive")),
        Route(BENCH, ("slug", "given_goods", "arrive"), {"weight_grams": "900"}),
        Route(NOT_THEIRS, ("slug", "other_goods", "arrive"), {}),
    ),
    "desk:replacements": (Route(SHOP_READ),),
    "desk:packing_slips": (Route(SHOP_WORK),),
    "desk:catalogue": (Route(SHOP_READ),),
    "desk:change_variant": (
        Route(SHOP_RUN, ("slug", "variant")),
        Route(SHOP_RUN, ("slug", "variant"), {"name": "L", "price": "1", "stock": "2"}),
    ),
    "desk:unmark_goods": (Route(SHOP_RUN, post={"scope": "sku", "name": "MARKED"}),),
    "desk:people": (Route(SHOP_READ),),
    "desk:invite": (Route(SHOP_RUN, post={"email": "friend@example.com", "role": "agent"}),),
    "desk:withdraw_invitation": (Route(SHOP_RUN, ("slug", "invitation"), {}),),
    "desk:change_role": (Route(SHOP_OWN, ("slug", "member"), {"role": "agent"}),),
    "desk:remove_member": (Route(SHOP_OWN, ("slug", "member"), {}),),
    "desk:my_mails": (Route(SHOP_READ), Route(SHOP_READ, post={"wanted": "cases"})),
    "desk:record": (Route(SHOP_RUN),),
    "desk:tokens": (Route(SHOP_OWN), Route(SHOP_OWN, post={"label": "ERP", "role": "agent"})),
    "desk:revoke_token": (Route(SHOP_OWN, ("slug", "token"), {}),),
    "desk:import_orders": (Route(SHOP_RUN), Route(SHOP_RUN, post={})),
    "desk:import_run": (Route(SHOP_RUN, ("slug", "import_run")),),
    "desk:customer": (Route(SHOP_READ, ("slug", "customer")),),
    "desk:customer_copy": (Route(SHOP_RUN, ("slug", "customer"), {}),),
    "desk:customer_correct": (Route(SHOP_RUN, ("slug", "customer"), {"name": "新名字", "email": "new@example.com"}),),
    "desk:customer_erase": (Route(SHOP_RUN, ("slug", "customer"), {"sure": "on"}),),
    "desk:customer_keep": (Route(SHOP_RUN, ("slug", "customer"), {}),),
    "desk:by_hand": (Route(SHOP_READ),),
    "desk:settle_by_hand": (Route(SHOP_WORK, ("slug", "owed"), {"voucher": "4711"}),),
    "desk:confirm_accounts": (Route(SHOP_RUN, post={}),),
    "desk:resume_refunds": (Route(SHOP_RUN, post={"gateway": "sandbox"}),),
    "desk:erase_customer": (
        Route(SHOP_RUN),
        Route(SHOP_RUN, post={"customer": "{customer}", "number": "{number}", "confirmed": "{number}"}),
    ),
    # The platform; in a shop that stands alone its owner is the last instance
    "platform:home": (Route("LLNNNYYYYN", ()),),
    "platform:people": (Route("LLNNNNNFYN", ()),),
    "platform:invite": (Route("LLNNNNNFYN", (), {"email": "judge@example.com", "role": "arbitrator"}),),
    "platform:withdraw_invitation": (Route("LLNNNNNFYN", ("platform_invitation",), {}),),
    "platform:remove_role": (Route("LLNNNNNFYN", ("arbitrator_person", "arbitrator_role"), {}),),
    "platform:switch": (Route("LLNNNNNFYN", ("arbitrator_person", "off"), {}),),
    "platform:performance": (Route("LLNNNNNYYN", ()),),
    "platform:shop": (Route(LAST_INSTANCE),),
    "platform:money": (Route("LLNNNFNFYN"),),
    "platform:money_act": (Route("LLNNNFNFYN", ("slug", "top_up"), {}), Route("LLNNNFNFNN", ("slug", "give"), {})),
    "platform:statement": (Route("LLNNNFNFYN", ("slug", "2026-11", "csv")),),
    "platform:statement_of_day": (Route("LLNNNFNFYN", query="?day=2026-11-22&form=csv"),),
    "platform:case": (Route(LAST_INSTANCE, ("slug", "disputed")),),
    "platform:bundle": (Route(RULES, ("slug", "disputed")),),
    "platform:photo": (Route(LAST_INSTANCE, ("slug", "disputed", "disputed_photo")),),
    "platform:message": (Route(RULES, ("slug", "disputed"), {"body": "请补充。"}),),
    "platform:act": (
        Route(
            RULES, ("slug", "disputed", "rule"), {"outcome": "wish", "grounds": "shown", "note": "照片清楚地显示裂纹。"}
        ),
        Route(RULES, ("slug", "disputed", "ask_merchant"), {"note": "请补充发货前的照片。"}),
    ),
    "platform:take": (Route(RULES, ("slug", "disputed"), {}),),
    "platform:hand_over": (Route(RULES, ("slug", "disputed"), {"to": ""}),),
    "platform:conflict": (Route(RULES, ("slug", "disputed"), {}),),
    "platform:templates": (Route("LLNNNNNYNN", ()),),
    "platform:template": (Route("LLNNNNNNNN", ("template",)), Route("LLNNNNNNNN", ("template",), {"outcome": "wish"})),
    "platform:retire_template": (Route("LLNNNNNNNN", ("template",), {}),),
    # The buyers' pages
    "portal:look_up": (Route(EVERYBODY),),
    "portal:code": (Route("LLLLLLLLLL"),),
    "portal:resend": (Route("LLLLLLLLLL", post={}),),
    "portal:enter": (Route(EVERYBODY),),
    "portal:old_address": (Route(NOBODY, ("slug", "demo_role")),),
    "portal:leave": (Route(EVERYBODY, post={}),),
    "portal:demo": (Route(NOBODY),),
    "portal:demo_mails": (Route(NOBODY),),
    "portal:orders": (Route(BUYERS),),
    "portal:order": (Route(BUYERS, ("slug", "number")),),
    "portal:order_parcels": (Route(BUYERS, ("slug", "number")),),
    "portal:ask_about_parcel": (
        Route(BUYERS, ("slug", "number")),
        Route(BUYERS, ("slug", "number"), {"parcel": "{parcel}", "text": "包裹到哪了？"}),
    ),
    "portal:take_coupon": (Route(BUYERS, ("slug", "number")), Route(BUYERS, ("slug", "number"), {})),
    "portal:go": (Route(NOBODY, ("slug", "step")),),
    "portal:mail_picture": (Route(EVERYBODY, ("slug", "step")),),
    "portal:mail_link": (Route(NOBODY, ("slug", "step")),),
    # The shop has no statistics program.
    "portal:statistics": (Route(NOBODY), Route(NOBODY, post={"answer": "yes"})),
    "portal:statistics_frame": (Route(NOBODY, ("slug", "step")),),
    "portal:track": (Route(EVERYBODY), Route(EVERYBODY, query="?number=SF1234567890")),
    "short_link": (Route(EVERYBODY, ("x" * 11,)),),
    "portal:news": (Route(EVERYBODY, ("slug", "M-4QWX")),),
    "portal:track_embed": (Route(EVERYBODY), Route(EVERYBODY, query="?number=SF1234567890")),
    "portal:track_embed_script": (Route(EVERYBODY),),
    "portal:apply": (Route(BUYERS, ("slug", "number")),),
    "portal:change_address": (
        Route(BUYERS, ("slug", "in_house")),
        Route(BUYERS, ("slug", "in_house"), {"name": "陈小暖", "street": "和平路 8 号", "city": "杭州"}),
    ),
    "portal:cancel_order": (
        Route(BUYERS, ("slug", "in_house")),
        Route(BUYERS, ("slug", "in_house"), {"reason": "other", "left": "no"}),
    ),
    "portal:change": (Route(BUYERS, ("slug", "change")),),
    "portal:change_deed": (Route(BUYERS, ("slug", "change", "withdraw"), {}),),
    "portal:delivery": (
        Route(BUYERS, ("slug", "on_road", "road_parcel")),
        Route(BUYERS, ("slug", "on_road", "road_parcel"), query="?wish=safe_place"),
        Route(BUYERS, ("slug", "on_road", "road_parcel"), {"wish": "neighbour", "words": "李家", "liability": "seen"}),
    ),
    "portal:not_received": (Route(BUYERS, ("slug", "number", "parcel")),),
    "portal:delivery_deed": (Route(BUYERS, ("slug", "wish", "withdraw"), {}),),
    "portal:standing": (Route(BUYERS),),
    "portal:advance": (Route(BUYERS, ("slug", "advance")),),
    "portal:advance_deed": (Route(BUYERS, ("slug", "advance", "decline"), {}),),
    "portal:case": (Route(BUYERS, ("slug", "own_case")),),
    "portal:say": (Route(BUYERS, ("slug", "own_case"), {"body": "在吗"}),),
    "portal:add_evidence": (Route(BUYERS, ("slug", "own_case"), {}),),
    "portal:bundle": (Route(BUYERS, ("slug", "own_case")),),
    "portal:credit_note": (
        Route(BUYERS, ("slug", "noted", "year", "one")),
        Route("LNLLLLLLLL", ("slug", "noted", "year", "none")),
        Route("LNLLLLLLLL", ("slug", "own_case", "year", "one")),
    ),
    "portal:label": (Route("LNLLLLLLLL", ("slug", "own_case")),),
    "portal:deed": (Route(BUYERS, ("slug", "own_case", "withdraw"), {}),),
    "portal:photo": (Route(BUYERS, ("slug", "photo")),),
    "portal:withdrawal_receipts": (Route(BUYERS, ("slug", "number")),),
    "portal:withdraw": (
        Route(EVERYBODY),
        Route(EVERYBODY, query="?order=4711"),
        Route(EVERYBODY, post={"name": "陈小暖", "number": "4711", "email": "warm@example.com"}),
    ),
    "portal:rights": (Route(EVERYBODY), Route(EVERYBODY, query="?country=DE")),
    "portal:policy": (Route(EVERYBODY),),
    "portal:policy_embed": (Route(EVERYBODY), Route(EVERYBODY, query="?part=summary&country=CN")),
    "portal:policy_embed_script": (Route(EVERYBODY),),
    "portal:privacy": (Route(EVERYBODY),),
    "portal:my_data": (Route(BUYERS),),
    "portal:my_data_code": (Route(BUYERS, post={}),),
    "portal:my_data_copy": (Route(BUYERS, post={}),),
    "portal:my_data_correct": (Route(BUYERS, post={"name": "陈大暖", "email": "warm@example.com"}),),
    "portal:my_data_erase": (Route(BUYERS, post={"sure": "on"}),),
    "portal:my_data_keep": (Route(BUYERS, post={}),),
    "portal:preferences": (Route(BUYERS), Route(BUYERS, post={"level_mail": "none", "locale": "en"})),
    "portal:preferences_by_link": (Route(EVERYBODY, ("slug", "wishes")), Route(NOBODY, ("slug", "wishes_elsewhere"))),
    "portal:news_off": (
        Route(EVERYBODY, ("slug", "wishes")),
        Route(EVERYBODY, ("slug", "wishes"), {"List-Unsubscribe": "One-Click"}),
    ),
    "portal:silence": (Route(BUYERS, ("slug", "point"), {}),),
    "portal:silence_by_link": (
        Route(EVERYBODY, ("slug", "wishes", "point"), {}),
        Route(NOBODY, ("slug", "wishes_elsewhere", "point"), {}),
    ),
    "portal:follow": (Route("LNLLLLLLLL", post={}),),
    "portal:add_phone": (Route(BUYERS, post={"phone": "13800138001"}),),
    "portal:confirm_phone": (Route(BUYERS, ("slug", "waiting_point"), {"code": "1"}),),
    "portal:add_browser": (Route(BUYERS, post={}),),
    "portal:push_worker": (Route(EVERYBODY),),
    "portal:performance": (Route(EVERYBODY),),
    "portal:how": (Route(EVERYBODY),),
    "portal:brand": (Route(EVERYBODY),),
    "portal:logo": (Route(NOBODY),),
    "portal:lost": (Route(NOBODY, ("slug", "lost")),),
    # Setting up: only the browser that opened the one-time link
    "setup:door": (Route(EVERYBODY, ()),),
    "setup:done": (Route(NOBODY, ()),),
    "setup:step": (Route(NOBODY, ("step",)),),
    "setup:skip": (Route(NOBODY, ("step",), {}),),
    # One's own account
    "accounts:home": (Route(PERSONAL, ()),),
    "accounts:join": (Route(EVERYBODY, ()),),
    "accounts:join_shop": (Route(EVERYBODY, ()),),
    "accounts:demo": (Route(NOBODY, ("demo_role",)),),
    # Core
    "set_language": (Route(EVERYBODY, (), {"language": "en"}),),
}
# Served by the log-in library, for the person who is logged in only; its own tests and tests/accounts cover them.
LIBRARY = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_")
# Public and without a visitor's data, or covered elsewhere.
ELSEWHERE = (
    "root", "carrier_hook", "channel_hook", "gateway_hook", "healthz", "evidence_key", "insurer_notice", "styleguide",
    "api", "api-1.0.0",
)  # fmt: skip


def route_names() -> Iterator[str]:
    """Every named route of the house, with its namespace."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                if entry.name:
                    yield prefix + entry.name
            else:
                yield from walk(entry, prefix + (f"{entry.namespace}:" if entry.namespace else ""))

    yield from walk(get_resolver(), "")


def test_every_name_in_an_address_is_known_as_a_thing_or_as_none(furnished):  # noqa: F811
    assert set(furnished.things) - {f"{role}_person" for role in PlatformRoleName} <= NAMES
    assert set(furnished.things) >= THINGS


def test_every_route_has_a_row():
    known = set(ROUTES) | set(ELSEWHERE)
    bare = {name for name in route_names() if name not in known and not name.startswith((*LIBRARY, "api"))}
    assert bare == set(), "give each of these a row in ROUTES"
    assert set(ROUTES) <= set(route_names()), "rows of routes that are gone"


# Names in addresses that are things of one shop; the others are steps, periods, forms, numbers of a year.
THINGS = {
    "order", "number", "customer", "asked", "here", "back", "change", "wish", "on_road", "road_parcel", "in_house",
    "disputed", "own_case", "photo", "disputed_photo", "parcel", "refund", "difference", "stopped", "carrier_claim",
    "refused_push", "chargeback", "mail", "advance", "invitation", "token", "import_run", "variant", "member", "claim",
    "given_repair", "other_repair", "given_goods", "other_goods", "pick_up", "question", "coupon", "owed", "point",
    "waiting_point", "noted",
}  # fmt: skip
NAMES = THINGS | {
    "slug", "lost", "step", "demo_role", "arbitrator_role", "arbitrator_person", "platform_invitation", "template",
    "policy_number", "year", "one", "none", "wishes", "wishes_elsewhere", "journal", "payroll", "csv",
}  # fmt: skip


# What is refused, or led on, whatever the address names.
NOT_LOOKED_UP = {
    **dict.fromkeys(("desk:bench_repair", "desk:bench_act", "desk:bench_goods_act"), (403,)),
    **{name: (403,) for name in ROUTES if name.startswith("platform:")},
    "desk:put_away": (200,),  # how many pieces was not said
}


def _swapped(furnished, name: str, slug: str) -> Iterator[tuple[str, dict[str, str]]]:  # noqa: F811
    """The addresses of a route below the shop `slug`, with the furnished shop's things in them; and their bodies."""
    for route in ROUTES[name]:
        # A link with a secret in it is the right to what it names, whoever opens it.
        secret = slug == furnished.things["slug"] and "wishes" in route.args
        if "slug" in route.args and THINGS & set(route.args) and not secret:
            args = [slug if arg == "slug" else furnished.things.get(arg, arg) for arg in route.args]
            yield reverse(name, args=args), furnished.body(route)


def _buyer_client(shop, at) -> Client:
    with in_shop(shop):
        customer = Customer.objects.create(shop=shop)
    _grant, session = open_demo_session(shop_id=shop.pk, customer_id=customer.pk, at=at)
    client = Client()
    client.cookies[SESSION] = session
    return client


def test_below_ones_own_shop_no_address_names_another_shops_thing(furnished):  # noqa: F811
    """Every route of desk, portal and platform with a thing in its address: not found, and no row of either shop moves.

    Below another shop that is its owner, a buyer of it and the platform's people; below the same shop another buyer.
    """
    world, elsewhere = furnished.world, Shop.objects.get(slug="elsewhere")
    asking = {
        "desk": [(elsewhere.slug, furnished.clients["other_owner"])],
        "platform": [(elsewhere.slug, furnished.clients[who]) for who in ("arbitrator", "operator")],
        "portal": [
            (elsewhere.slug, _buyer_client(elsewhere, world.now)),
            (world.shop.slug, _buyer_client(world.shop, world.now)),
        ],
    }  # fmt: skip
    for client in (furnished.clients["other_owner"], *(client for _slug, client in asking["portal"])):
        client.get(f"/desk/{elsewhere.slug}/")  # a session's first visit is written down
    before = everything(world, SimpleNamespace(shop=elsewhere))
    asked, wrong = 0, {}
    for name in ROUTES:
        for slug, client in asking.get(name.split(":")[0], []):
            for path, body in _swapped(furnished, name, slug):
                # Some lead to the thing's own page before they look: it must be that which is not found.
                for answer in (client.get(path, follow=True), client.post(path, body, follow=True)):
                    answer.close()
                    asked += answer.status_code == 404
                    if answer.status_code not in (404, 405, *NOT_LOOKED_UP.get(name, ())):
                        wrong[path] = answer.status_code
    assert not wrong, "\n".join(f"{path}: {status}" for path, status in wrong.items())
    assert everything(world, SimpleNamespace(shop=elsewhere)) == before
    assert asked >= 150


@pytest.mark.sweep
def test_who_may_look(furnished):  # noqa: F811
    wrong = {}
    for name, routes in ROUTES.items():
        for route in (route for route in routes if route.post is None):
            path = furnished.path(name, route)
            got = "".join(furnished.letter(furnished.clients[who].get(path), path) for who in WHO)
            if got != route.visitors:
                wrong[f"{name} {route.args}"] = f"{got}, not {route.visitors}"
    assert wrong == {}


POSTS = [
    (name, place) for name, routes in ROUTES.items() for place, route in enumerate(routes) if route.post is not None
]


@pytest.mark.sweep
@pytest.mark.parametrize(("name", "place"), POSTS, ids=[f"{name}-{place}" for name, place in POSTS])
def test_who_may_act_and_a_refusal_changes_nothing(furnished, name, place):  # noqa: F811
    route = ROUTES[name][place]
    path, body = furnished.path(name, route), furnished.body(route)
    before = furnished.state()
    expected = dict(zip(WHO, route.visitors, strict=True))
    refused = [who for who in WHO if expected[who] != "Y"]
    let_in = [who for who in WHO if expected[who] == "Y"]
    if name in ("desk:remove_member", "desk:try_refused"):
        let_in = let_in[:1]  # nothing is left to be removed, or taken in, a second time
    got = {}
    for who in refused:
        got[who] = furnished.letter(furnished.clients[who].post(path, body), path)
    assert furnished.state() == before, f"one of {refused} was refused and changed something"
    for who in let_in:
        got[who] = furnished.letter(furnished.clients[who].post(path, body), path)
    assert got == {who: expected[who] for who in got}
