"""The addresses of the desk. Included by the root list; `desk/setup` has its own."""

from django.urls import URLPattern, URLResolver, include, path

from huitou.desk.views import (
    cases,
    customers,
    home,
    imports,
    mails,
    opening,
    orders,
    parcels,
    people,
    policies,
    queue,
    refunds,
    returns,
    settings,
    tokens,
)

shop = [
    path("", queue.queue, name="queue"),
    path("queue/changes/", queue.changes, name="changes"),
    path("cases/<str:ref>/", cases.case, name="case"),
    path("cases/<str:ref>/message/", cases.message, name="message"),
    path("cases/<str:ref>/photos/<uuid:photo>/", cases.evidence, name="photo"),
    path("cases/<str:ref>/offer/preview/", cases.offer_preview, name="offer_preview"),
    path("cases/<str:ref>/<slug:action>/", cases.act, name="act"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/parcels/", parcels.announce, name="announce_parcel"),
    path("orders/<str:number>/apply/", opening.open_for_buyer, name="open_case"),
    path("parcels/<str:ref>/", parcels.record, name="record_parcel"),
    path("returns/", returns.returns, name="returns"),
    path("refunds/", refunds.refunds, name="refunds"),
    path("refunds/<str:ref>/", refunds.refund, name="refund"),
    path("refunds/<str:ref>/<slug:action>/", refunds.act, name="refund_act"),
    path("mails/", mails.mails, name="mails"),
    path("mails/<uuid:mail>/", mails.mail, name="mail"),
    path("mails/<uuid:mail>/shown/", mails.shown, name="mail_shown"),
    path("mails/<uuid:mail>/resend/", mails.resend, name="mail_resend"),
    path("policies/", policies.policies, name="policies"),
    path("policies/draft/", policies.draft, name="policy_draft"),
    path("policies/draft/publish/", policies.publish, name="policy_publish"),
    path("policies/<int:number>/", policies.policy, name="policy"),
    path("settings/", settings.shop, name="settings"),
    path("settings/brand/", settings.brand, name="brand"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/invitations/<uuid:invitation>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("settings/people/<uuid:membership>/role/", people.role, name="change_role"),
    path("settings/people/<uuid:membership>/remove/", people.remove, name="remove_member"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<uuid:token>/revoke/", tokens.revoke, name="revoke_token"),
    path("settings/import/", imports.orders, name="import_orders"),
    path("settings/customers/", customers.erase, name="erase_customer"),
]

own: list[URLPattern | URLResolver] = [path("", home.home, name="home"), path("<slug:slug>/", include(shop))]

urlpatterns = [path("desk/", include((own, "desk")))]
