"""The call of every operation of the API, upon something of the buyer's. Used by the matrices of callers."""

import base64
import functools
import json
from datetime import date

from huitou.accounts.verbs import want_domain
from huitou.cases.verbs import call_in_platform, open_case, refuse
from huitou.cases.wishing import WishedLine
from huitou.changes.deliveries.verbs import ask_for_delivery
from huitou.changes.verbs import ask_for_address, set_rules
from huitou.claims.verbs import open_claim
from huitou.core.actions import perform
from huitou.core.ids import new_id, new_ref
from huitou.core.jobs import run_pending
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.core.webhooks import Called
from huitou.instant.models import Advance, InstantRules
from huitou.instant.verbs import set_rules as set_instant_rules
from huitou.logistics.codes import return_code
from huitou.logistics.models import Replacement
from huitou.logistics.verbs import (
    Finding,
    accept_goods,
    arrive,
    contest_goods,
    give_label,
    hand_over,
    settle_goods,
)
from huitou.orders.models import PaidFor
from huitou.orders.verbs import mark_product, owe_by_hand
from huitou.parcels.carriers.easypost.adapter import sign
from huitou.parcels.refused import keep_refused
from huitou.parcels.verbs import keep_carrier_account
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.models import Chargeback, Refund
from huitou.refunds.verbs import hear_chargeback, issue_notes
from huitou.retention.verbs import add_coupon
from huitou.services.models import Repair
from tests.api.test_lifecycle import wish
from tests.insurance import insuring
from tests.worlds import picture


def standing(build):
    """What `build` makes of the world, made once until `fresh`."""

    @functools.wraps(build)
    def built(self):
        if build not in self.built:
            self.built[build] = build(self)
        return self.built[build]

    return built


class Doing:
    """Makes the call of an operation upon something of the buyer's, which stands until `fresh`."""

    def __init__(self, world):
        self.world = world
        self.built = {}
        self.fresh()

    @standing
    def requested(self):
        return self.world.apply(self.order, cups=1, reason="damaged", photo=True)

    def fresh(self):
        """Let the next call find everything anew."""
        self.order = self.world.order()
        self.built.clear()

    def me(self, caller):
        return caller.get("/me")

    def copy_data(self, caller):
        return caller.post(f"/customers/{self.order.customer_id}/data", {})

    def correct_data(self, caller):
        return caller.post(f"/customers/{self.order.customer_id}/contact", {"name": "Ann"})

    def erase_data(self, caller):
        return caller.post(f"/customers/{self.order.customer_id}/erasure", {})

    def list_contact_points(self, caller):
        return caller.get(f"/customers/{self.order.customer_id}/contact-points")

    def add_point(self, caller):
        body = {"kind": "phone", "address": "+8613800138000"}
        return caller.post(f"/customers/{self.order.customer_id}/contact-points", body)

    def silence_point(self, caller):
        from huitou.notifications.verbs import add_contact_point

        point = add_contact_point(
            customer_id=self.order.customer_id, kind="phone", address="+8613800138001", how="shop", verified=True,
            actor=self.world.hire("manager"), at=self.world.now,
        )  # fmt: skip
        return caller.post(f"/contact-points/{point.pk}/silence", {})

    def create_order(self, caller):
        from tests.api.test_bad_input import an_order

        return caller.post("/orders", an_order(self.world))

    def list_orders(self, caller):
        return caller.get("/orders")

    def show_order(self, caller):
        return caller.get(f"/orders/{self.order.number}")

    def note_order_invoice(self, caller):
        return caller.post(f"/orders/{self.order.number}/invoice", {"number": "26312000000012345678"})

    def order_verdict(self, caller):
        return caller.get(f"/orders/{self.order.number}/verdict")

    def create_parcel(self, caller):
        return caller.post(f"/orders/{self.order.number}/parcels", {"tracking_number": "SF2"})

    def scan_parcel(self, caller):
        with in_shop(self.world.shop):
            ref = self.order.parcels.get().ref
        return caller.post(f"/parcels/{ref}/scans", {"state": "lost", "occurred_at": self.world.now.isoformat()})

    def upload(self, caller):
        return caller.upload(f"/orders/{self.order.number}/evidence", "cup.jpg", picture().read())

    def preview_case(self, caller):
        return caller.post("/cases/preview", wish(self.world, self.order, evidence=["photo"]), key=None)

    def create_case(self, caller):
        return caller.post("/cases", wish(self.world, self.order, reason="no_longer_wanted"))

    def withdraw_order(self, caller):
        return caller.post(f"/orders/{self.order.number}/withdraw", {"name": "陈小暖"})

    def list_cases(self, caller):
        return caller.get("/cases")

    def show_queue(self, caller):
        return caller.get("/queue")

    def show_case(self, caller):
        return caller.get(f"/cases/{self.requested().ref}")

    def act_on_case(self, caller):
        return caller.post(f"/cases/{self.requested().ref}/actions/agree")

    def case_events(self, caller):
        return caller.get(f"/cases/{self.requested().ref}/events")

    def case_messages(self, caller):
        return caller.get(f"/cases/{self.requested().ref}/messages")

    def write_message(self, caller):
        return caller.post(f"/cases/{self.requested().ref}/messages", {"body": "你好"})

    def add_picture(self, caller):
        return caller.upload(f"/cases/{self.requested().ref}/evidence", "cup.jpg", picture().read())

    def show_evidence(self, caller):
        case = self.requested()
        with in_shop(self.world.shop):
            kept = case.evidence.get()
        return caller.get(f"/cases/{case.ref}/evidence/{kept.pk}")

    def show_bundle(self, caller):
        answer = caller.get(f"/cases/{self.requested().ref}/bundle")
        if answer.streaming:
            assert b"".join(answer.streaming_content).startswith(b"PK")  # and the file is closed
        return answer

    @standing
    def in_dispute(self):
        case = self.requested()
        refuse(case=case, reason="claim_not_shown", note="看不到破损。", actor=self.world.agent, at=self.world.now)
        buyer = self.world.buyer(self.order)
        call_in_platform(case=case, note="请看杯底。", actor=buyer, at=self.world.now)
        dispute = self.world.refreshed(case).dispute
        for side in (buyer, self.world.agent):
            perform("dispute", "rest", dispute, {}, actor=side, at=self.world.now)
        return f"/disputes/{dispute.ref}"

    def list_disputes(self, caller):
        return caller.get("/disputes?waiting_on=platform")

    def show_dispute(self, caller):
        return caller.get(self.in_dispute())

    def act_on_dispute(self, caller):
        ruling = {"outcome": "wish", "grounds": "shown", "note": "照片清楚地显示杯底有裂纹。"}
        return caller.post(f"{self.in_dispute()}/actions/rule", ruling)

    def assign_dispute(self, caller):
        return caller.post(f"{self.in_dispute()}/assignment", {"what": "take"}, key=None)

    def show_precedents(self, caller):
        return caller.get(f"{self.in_dispute()}/precedents")

    @standing
    def unsent(self):
        return self.world.order(shipped=False, delivered_days_ago=None)

    def moving(self, order):
        where = {"name": "Ann", "street": "Main 1", "city": "Hangzhou"}
        return {"order": str(order.number), "kind": "address", "address": where}

    @standing
    def changed(self):
        """A change that waits for the shop: its parcel has left."""
        order = self.world.order(delivered_days_ago=None)
        buyer = self.world.buyer(order)
        where = {"name": "Ann", "street": "Main 1", "city": "Hangzhou"}
        set_rules(
            address_at_once=True, silence_agrees=True, confirm_above_minor=10**9, actor=self.world.hire("manager"),
            at=self.world.now,
        )  # fmt: skip
        return ask_for_address(order=order.pk, address=where, actor=buyer, at=self.world.now)

    def list_changes(self, caller):
        return caller.get("/changes")

    def preview_change(self, caller):
        return caller.post("/changes/preview", self.moving(self.unsent()), key=None)

    def create_change(self, caller):
        return caller.post("/changes", self.moving(self.unsent()))

    def show_change(self, caller):
        return caller.get(f"/changes/{self.changed().ref}")

    def act_on_change(self, caller):
        return caller.post(f"/changes/{self.changed().ref}/actions/stop_parcel")

    @standing
    def wished(self):
        """A wish for a delivery that waits for the shop."""
        order = self.world.order(delivered_days_ago=None)
        with in_shop(self.world.shop):
            parcel = order.parcels.get()
        return ask_for_delivery(
            parcel=parcel.pk, wish="instructions", words="Ring twice", actor=self.world.buyer(order), at=self.world.now
        )  # fmt: skip

    @standing
    def on_the_road(self):
        return self.world.order(delivered_days_ago=None)

    def list_deliveries(self, caller):
        return caller.get("/deliveries")

    def create_delivery(self, caller):
        order = self.on_the_road()
        with in_shop(self.world.shop):
            parcel = order.parcels.get()
        return caller.post("/deliveries", {"parcel": parcel.ref, "wish": "instructions", "words": "Ring twice"})

    def show_delivery(self, caller):
        return caller.get(f"/deliveries/{self.wished().ref}")

    def act_on_delivery(self, caller):
        return caller.post(f"/deliveries/{self.wished().ref}/actions/arrange")

    def list_returns(self, caller):
        return caller.get("/returns")

    @standing
    def returned(self):
        case = self.world.refreshed(self.world.apply(self.order, cups=1))
        buyer = self.world.buyer(self.order)
        return hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=buyer, at=self.world.now)

    def show_return(self, caller):
        return caller.get(f"/returns/{self.returned().ref}")

    def act_on_return(self, caller):
        return caller.post(f"/returns/{self.returned().ref}/actions/arrive")

    def list_replacements(self, caller):
        return caller.get("/replacements")

    @standing
    def replaced(self):
        line = {**wish(self.world, self.order)["lines"][0], "reason": "missing_item"}
        case = open_case(
            order=self.order.pk, kind="reship", lines=[WishedLine(**line)], actor=self.world.agent, at=self.world.now
        )
        key = self.world.refreshed(case).replacement_id
        with in_shop(self.world.shop):
            return Replacement.objects.get(pk=key)

    def show_replacement(self, caller):
        return caller.get(f"/replacements/{self.replaced().ref}")

    def act_on_replacement(self, caller):
        return caller.post(f"/replacements/{self.replaced().ref}/actions/ship", {"tracking_number": "SF2"})

    @standing
    def insured(self):
        """An order of the buyer's whose parcel is insured and has come."""
        insuring.insure_all(self.world)
        self.order, parcel = insuring.shipped(self.world)
        return parcel

    @standing
    def claimed(self):
        self.insured()
        insuring.receive(self.world, insuring.send_back(self.world, self.order))
        return next(claim for claim in insuring.claims(self.world) if claim.order_id == self.order.pk)

    def create_cover(self, caller):
        insuring.insure_all(self.world, insure_all=False)
        order = self.world.order(shipped=False, delivered_days_ago=None)
        return caller.post(f"/parcels/{insuring.send(self.world, order).ref}/insurance", {"grams": 900})

    def list_unread_codes(self, caller):
        return caller.get("/tracking/codes")

    def decide_code(self, caller):
        meaning = {"source": "aftership", "code": "InTransit_099", "status": "transit.moving"}
        return caller.post("/tracking/codes", meaning)

    def replay_reports(self, caller):
        return caller.post("/tracking/replay", {})

    def detect_number(self, caller):
        return caller.get("/tracking/number?number=SF1234567890123")

    @standing
    def parcel_with_a_carrier(self):
        """A parcel of the buyer's that a carrier has."""
        self.order = self.world.order(shipped=False, delivered_days_ago=None)
        return insuring.send(self.world, self.order)

    @standing
    def claimed_from_carrier(self):
        return open_claim(
            parcel=self.parcel_with_a_carrier().pk, what="lost", actor=self.world.agent, at=self.world.now
        )

    @standing
    def refused(self):
        """A call of EasyPost's that was not believed; its secret is right by now."""
        body = json.dumps({"id": "evt_1", "description": "tracker.created", "result": {"tracking_code": "X1"}}).encode()
        called = Called({"x-hmac-signature": sign("whsec_doing", body)}, body, self.world.now)
        keep_carrier_account(
            source_code="easypost", values={"webhook_secret": "whsec_doing"}, actor=self.world.hire("owner"),
            at=self.world.now,
        )  # fmt: skip
        return keep_refused(
            actor=self.world.system, at=self.world.now, code="easypost", called=called, reason="signature_wrong"
        )

    def claim_parcel(self, caller):
        return caller.post(f"/parcels/{self.parcel_with_a_carrier().ref}/carrier-claim", {"what": "lost"})

    def list_carrier_claims(self, caller):
        return caller.get("/carrier-claims")

    def show_carrier_claim(self, caller):
        return caller.get(f"/carrier-claims/{self.claimed_from_carrier().ref}")

    def show_claim_pack(self, caller):
        return caller.get(f"/carrier-claims/{self.claimed_from_carrier().ref}/pack")

    def act_on_carrier_claim(self, caller):
        return caller.post(f"/carrier-claims/{self.claimed_from_carrier().ref}/actions/file", {"reference": "77"})

    def list_claim_rules(self, caller):
        return caller.get("/claim-rules")

    def put_claim_rule(self, caller):
        return caller.call("PUT", "/claim-rules/dhl", {"lost_days": 20}, key=True)

    def list_bad_pushes(self, caller):
        return caller.get("/tracking/pushes")

    def try_bad_push(self, caller):
        return caller.post(f"/tracking/pushes/{self.refused().pk}/try")

    def list_trouble(self, caller):
        return caller.get("/tracking/trouble")

    def list_lanes(self, caller):
        return caller.get("/tracking/lanes")

    def list_promises(self, caller):
        return caller.get(f"/parcels/{self.parcel_with_a_carrier().ref}/promises")

    def list_covers(self, caller):
        return caller.get("/insurance/covers")

    def show_pool(self, caller):
        return caller.get("/insurance")

    def claim_return(self, caller):
        claim = self.claimed()
        with in_shop(self.world.shop):
            back = claim.goods_return.ref
        return caller.post(f"/returns/{back}/freight-claim")

    def spend_claim_credit(self, caller):
        return caller.post(f"/freight-claims/{self.claimed().ref}/credit", {"how": "transfer", "note": "8812"})

    def list_freight_claims(self, caller):
        return caller.get("/freight-claims")

    def show_freight_claim(self, caller):
        return caller.get(f"/freight-claims/{self.claimed().ref}")

    def act_on_freight_claim(self, caller):
        return caller.post(f"/freight-claims/{self.claimed().ref}/actions/pay", {"amount_minor": 1, "note": "x"})

    def show_statement(self, caller):
        self.insured()
        return caller.get(f"/statements/{self.world.today:%Y-%m}")

    def statement_file(self, caller):
        return caller.get(f"/statements/{self.world.today:%Y-%m}/file")

    @standing
    def owed(self):
        return owe_by_hand(
            order_id=self.order.pk, paid_for=PaidFor.REPAIR, subject=new_id(), ref=new_ref("M"),
            money=Money(500, "CNY"), receipt="", actor=self.world.agent, at=self.world.now,
        )  # fmt: skip

    def list_owed(self, caller):
        return caller.get("/owed-by-hand")

    def show_owed(self, caller):
        return caller.get(f"/owed-by-hand/{self.owed().ref}")

    def give_back_owed(self, caller):
        return caller.post(f"/owed-by-hand/{self.owed().ref}/given-back", {"voucher": "4711"})

    def strike_owed(self, caller):
        return caller.post(f"/owed-by-hand/{self.owed().ref}/never-came", {"voucher": "-"})

    def list_repairs(self, caller):
        return caller.get("/repairs")

    @standing
    def on_the_bench(self):
        world, line = self.world, wish(self.world, self.order)["lines"][0]
        line = WishedLine(**{**line, "reason": "defective"})
        case = open_case(order=self.order.pk, kind="repair", lines=[line], actor=world.agent, at=world.now)
        back = world.refreshed(case).goods_return
        hand_over(goods_return=back, tracking_number="SF1", actor=world.buyer(self.order), at=world.now)
        arrive(goods_return=back.pk, actor=world.agent, at=world.now)
        accept_goods(goods_return=back.pk, actor=world.agent, at=world.now)
        run_pending()
        with in_shop(world.shop):
            return Repair.objects.get(order=self.order)

    def show_repair(self, caller):
        return caller.get(f"/repairs/{self.on_the_bench().ref}")

    def add_repair_photo(self, caller):
        return caller.upload(f"/repairs/{self.on_the_bench().ref}/photos", "cup.jpg", picture().read())

    def act_on_repair(self, caller):
        path = f"/repairs/{self.on_the_bench().ref}/actions/accept_repair"
        return caller.post(path, {"diagnosis": "mechanics"})

    def show_warranties(self, caller):
        return caller.get(f"/orders/{self.order.number}/warranties")

    def list_variants(self, caller):
        return caller.get("/variants?product=cup")

    def put_variants(self, caller):
        cup = {"sku": "CUP-L", "title": "青瓷杯", "price_minor": 12_000, "currency": "CNY", "stock": 5}
        return caller.call("PUT", "/variants", {"variants": [cup]}, key=True)

    @standing
    def agreed(self):
        return self.world.refreshed(self.world.apply(self.order, cups=1)).goods_return

    def take_in_store(self, caller):
        return caller.post("/store/returns", {"code": return_code(self.world.shop.pk, self.agreed().ref)})

    def list_slots(self, caller):
        return caller.get(f"/returns/{self.agreed().ref}/slots")

    def show_label(self, caller):
        goods = self.agreed()
        given = {"file_base64": base64.b64encode(b"%PDF-1.4").decode()}
        give_label(goods_return=goods, **given, actor=self.world.agent, at=self.world.now)
        return caller.get(f"/returns/{goods.ref}/label")

    @standing
    def accepted(self):
        return accept_goods(goods_return=self.arrived(), actor=self.world.system, at=self.world.now)

    @standing
    def arrived(self):
        return arrive(goods_return=self.returned(), actor=self.world.agent, at=self.world.now)

    def add_finding_photo(self, caller):
        return caller.upload(f"/returns/{self.arrived().ref}/photos", "cup.jpg", picture().read())

    def put_goods_away(self, caller):
        away = {"line": str(self.world.line(self.order, "cup").pk), "quantity": 1, "disposition": "discard"}
        return caller.post(f"/returns/{self.accepted().ref}/disposals", {"disposals": [away]})

    def list_stock_messages(self, caller):
        return caller.get("/stock-messages?after=0")

    def list_send_backs(self, caller):
        return caller.get("/send-backs")

    @standing
    def going_home(self):
        line = self.world.line(self.order, "cup").pk
        goods = contest_goods(
            goods_return=self.arrived(), findings=[Finding(line=line, wrong=1)], actor=self.world.agent,
            at=self.world.now,
        )  # fmt: skip
        system = {"actor": self.world.system, "at": self.world.now}
        return settle_goods(goods_return=goods.pk, unpaid={line: 1}, **system).ref

    def show_send_back(self, caller):
        return caller.get(f"/send-backs/{self.going_home()}")

    def act_on_send_back(self, caller):
        return caller.post(f"/send-backs/{self.going_home()}/actions/send", {"tracking_number": "SF8"})

    def list_refunds(self, caller):
        return caller.get("/refunds")

    @standing
    def refunded(self):
        self.order = self.world.order(shipped=False, delivered_days_ago=None)
        case = self.world.apply(self.order, kind="refund_only", cups=3, pots=1)
        run_pending()
        with in_shop(self.world.shop):
            return Refund.objects.get(cause_id=case.pk)

    @standing
    def charged_back(self):
        order = self.world.order(shipped=False, delivered_days_ago=None)
        with in_shop(self.world.shop):
            paid = order.payments.get().external_id
        at = self.world.now
        news = ChargebackNews(f"dp_{paid}", (paid,), Money(500, "CNY"), Stage.OPEN, at)
        gateway = gateway_actor(self.world.shop.pk, "sandbox")
        hear_chargeback(actor=gateway, at=at, gateway="sandbox", news=news)
        with in_shop(self.world.shop):
            return Chargeback.objects.get(order=order)

    def list_chargebacks(self, caller):
        return caller.get("/chargebacks")

    def show_chargeback(self, caller):
        return caller.get(f"/chargebacks/{self.charged_back().ref}")

    def act_on_chargeback(self, caller):
        return caller.post(f"/chargebacks/{self.charged_back().ref}/actions/record_evidence", {"words": "Signed for."})

    def bookkeeping_file(self, caller):
        self.refunded()
        return caller.get("/bookkeeping/journal?since=2026-01-01&until=2026-12-31")

    @standing
    def noted(self):
        self.refunded()
        return issue_notes(actor=self.world.system, at=self.world.now)[0]

    def list_credit_notes(self, caller):
        self.noted()
        return caller.get("/credit-notes")

    def show_credit_note(self, caller):
        note = self.noted()
        return caller.get(f"/credit-notes/{note.year}/{note.number}")

    def list_differences(self, caller):
        return caller.get("/differences")

    def show_refund(self, caller):
        return caller.get(f"/refunds/{self.refunded().ref}")

    def act_on_refund(self, caller):
        return caller.post(f"/refunds/{self.refunded().ref}/actions/retry")

    def show_instant_rules(self, caller):
        return caller.get("/instant/rules")

    def set_instant_rules(self, caller):
        body = {"mode": "shadow", "budget_minor": 200_000, "largest_minor": 50_000}
        return caller.post("/instant/rules", body)

    def show_standing(self, caller):
        return caller.get(f"/customers/{self.order.customer_id}/standing")

    def list_advances(self, caller):
        return caller.get("/advances")

    @standing
    def paid_ahead(self):
        set_instant_rules(
            mode="on", budget_minor=500_000, largest_minor=100_000, narrowest_points=20, hold_out_percent=0,
            actor=self.world.hire("manager"), at=self.world.now,
        )  # fmt: skip
        with in_shop(self.world.shop):
            InstantRules.objects.update(threshold=20)
        case = self.world.apply(self.order, cups=1)
        run_pending()
        with in_shop(self.world.shop):
            return Advance.objects.get(case_id=case.pk)

    def show_advance(self, caller):
        return caller.get(f"/advances/{self.paid_ahead().ref}")

    def act_on_advance(self, caller):
        return caller.post(f"/advances/{self.paid_ahead().ref}/actions/stop")

    def list_flows(self, caller):
        return caller.get("/flows")

    def show_flow(self, caller):
        return caller.get("/flows/case")

    def performance(self, caller):
        return caller.get("/performance")

    def list_marks(self, caller):
        return caller.get("/goods/marks")

    def mark_goods(self, caller):
        return caller.post("/goods/marks", {"scope": "sku", "name": "CUP", "traits": ["press"]})

    def unmark_goods(self, caller):
        mark_product(scope="sku", name="POT", traits=["press"], actor=self.world.hire("manager"), at=self.world.now)
        return caller.post("/goods/marks/remove", {"scope": "sku", "name": "POT"})

    def show_segments(self, caller):
        return caller.get(f"/orders/{self.order.number}/segments")

    def write_segments(self, caller):
        return caller.post(f"/orders/{self.order.number}/segments", {"segments": ["vip"]})

    @standing
    def domain(self):
        owner = self.world.hire("owner")
        return want_domain(actor=owner, at=self.world.now, host="track.teahouse.example").host

    def show_pages_domain(self, caller):
        return caller.get("/pages-domain")

    def want_pages_domain(self, caller):
        return caller.call("PUT", "/pages-domain", {"host": "parcels.teahouse.example"}, key=True)

    def look_at_pages_domain(self, caller):
        self.domain()
        return caller.post("/pages-domain/look")

    def give_up_pages_domain(self, caller):
        return caller.call("DELETE", f"/pages-domain?host={self.domain()}", key=True)

    def show_hours(self, caller):
        return caller.get("/hours")

    def put_hours(self, caller):
        body = {"week": {"monday": "10:00-16:00"}, "country_holidays": False}
        return caller.call("PUT", "/hours", body, key=True)

    def show_silence_limit(self, caller):
        return caller.get("/silence-limit")

    def put_silence_limit(self, caller):
        return caller.call("PUT", "/silence-limit", {"up_to_minor": 5_000}, key=True)

    def keep_own_day(self, caller):
        return caller.post("/hours/days", {"day": f"{self.world.now.date()}", "label": "盘点"})

    def drop_own_day(self, caller):
        return caller.post("/hours/days/remove", {"day": f"{self.world.now.date()}"})

    def note_contact(self, caller):
        return caller.post("/contacts", {"channel": "phone", "order": self.order.number, "text": "Where is my parcel?"})

    def list_contacts(self, caller):
        return caller.get("/contacts")

    def contact_figures(self, caller):
        return caller.get("/contacts/figures")

    def put_recommendations(self, caller):
        return caller.call("PUT", "/recommendations", {"product": "pot", "others": ["cup"]}, key=True)

    def selling_figures(self, caller):
        return caller.get("/recommendations/figures")

    @standing
    def coupon(self):
        """A coupon that is given."""
        return add_coupon(
            title="9 折", terms="", code="TEA", codes=[], starts_on=date(2026, 11, 1), ends_on=date(2099, 1, 1),
            least_minor=0, on_page=True, in_mail=False, actor=self.world.hire("manager"), at=self.world.now,
        ).pk  # fmt: skip

    def show_selling(self, caller):
        return caller.get("/recommendations/rules")

    def put_selling(self, caller):
        return caller.call("PUT", "/recommendations/rules", {"recommends": False, "days": 9}, key=True)

    def list_coupons(self, caller):
        return caller.get("/coupons")

    def create_coupon(self, caller):
        return caller.post(
            "/coupons", {"title": "9 折", "code": "TEA", "starts_on": "2026-11-01", "ends_on": "2099-01-01"}
        )

    def end_coupon(self, caller):
        return caller.post(f"/coupons/{self.coupon()}/end")

    def list_news_rules(self, caller):
        return caller.get("/news/rules")

    def show_news_rule(self, caller):
        return caller.get("/news/rules/delivered")

    def set_news_rule(self, caller):
        return caller.call("PUT", "/news/rules/delivered", {"on": False}, key=True)

    def show_news_text(self, caller):
        return caller.get("/news/texts/delivered/mail/en")

    def write_news_text(self, caller):
        body = {"subject": "Here: {order}", "text": "Your {product} is here."}
        return caller.call("PUT", "/news/texts/delivered/mail/en", body, key=True)

    def restore_news_text(self, caller):
        return caller.post("/news/texts/delivered/mail/en/restore", {})

    def list_news_texts(self, caller):
        return caller.get("/news/texts/delivered")

    def silence_order_news(self, caller):
        return caller.post(f"/orders/{self.order.number}/silence", {"silent": True})

    def list_goals(self, caller):
        return caller.get("/goals")

    def keep_goal(self, caller):
        return caller.post("/goals", {"step": "answer", "minutes": 60})

    def remove_goal(self, caller):
        return caller.post("/goals/remove", {"step": "answer"})

    def policy_in_force(self, caller):
        return caller.get("/policies/in-force")

    def policy_summary(self, caller):
        return caller.get("/policies/current?format=summary&delivery=2026-11-26&country=CN")
