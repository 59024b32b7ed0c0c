"""The addresses of a shop's pages for buyers, all below /s/<shop>/ but a text message's. Included by the root list."""

from django.urls import include, path

from huitou.portal.views.accounts.demo import demo, mails
from huitou.portal.views.accounts.enter import enter, leave
from huitou.portal.views.accounts.look_up import code, look_up, resend
from huitou.portal.views.accounts.old_address import old_address
from huitou.portal.views.accounts.short import short_link
from huitou.portal.views.cases.apply import apply
from huitou.portal.views.cases.case import case, deed, message, photos
from huitou.portal.views.cases.evidence import bundle, photo
from huitou.portal.views.cases.label import label
from huitou.portal.views.cases.note import note
from huitou.portal.views.changes.ask import address, cancel
from huitou.portal.views.changes.change import change
from huitou.portal.views.changes.change import deed as change_deed
from huitou.portal.views.core.brand import brand, logo
from huitou.portal.views.core.how import how
from huitou.portal.views.core.lost import lost
from huitou.portal.views.core.privacy import privacy
from huitou.portal.views.core.statistics import statistics, statistics_frame
from huitou.portal.views.insights.performance import performance
from huitou.portal.views.instant.standing import advance, standing
from huitou.portal.views.instant.standing import deed as advance_deed
from huitou.portal.views.orders import my_data as data
from huitou.portal.views.orders.listing import orders
from huitou.portal.views.orders.order import order
from huitou.portal.views.parcels.delivery import delivery, delivery_deed, not_received
from huitou.portal.views.parcels.embed import track_embed, track_embed_script
from huitou.portal.views.parcels.mail_links import mail_link, mail_picture
from huitou.portal.views.parcels.news import news
from huitou.portal.views.parcels.of_order import ask, order_parcels
from huitou.portal.views.parcels.selling import coupon, go
from huitou.portal.views.parcels.track import track
from huitou.portal.views.policies.embed import embed, embed_script
from huitou.portal.views.policies.policy import policy
from huitou.portal.views.rights.rights import rights
from huitou.portal.views.wishes import points
from huitou.portal.views.wishes import preferences as wishes
from huitou.portal.views.wishes.follow import follow
from huitou.portal.views.withdraw.withdraw import receipts, withdraw

pages = [
    path("", look_up, name="look_up"),
    path("code/", code, name="code"),
    path("code/resend/", resend, name="resend"),
    path("enter/", enter, name="enter"),
    path("leave/", leave, name="leave"),
    path("old-address/<str:secret>/", old_address, name="old_address"),
    path("demo/", demo, name="demo"),
    path("demo/mails/", mails, name="demo_mails"),
    path("orders/", orders, name="orders"),
    path("orders/<str:number>/", order, name="order"),
    path("orders/<str:number>/apply/", apply, name="apply"),
    path("orders/<str:number>/withdrawal/", receipts, name="withdrawal_receipts"),
    path("orders/<str:number>/parcels/", order_parcels, name="order_parcels"),
    path("orders/<str:number>/parcels/ask/", ask, name="ask_about_parcel"),
    path("orders/<str:number>/parcels/coupon/", coupon, name="take_coupon"),
    path("orders/<str:number>/parcels/<str:ref>/delivery/", delivery, name="delivery"),
    path("orders/<str:number>/parcels/<str:ref>/not-received/", not_received, name="not_received"),
    path("orders/<str:number>/address/", address, name="change_address"),
    path("orders/<str:number>/cancel/", cancel, name="cancel_order"),
    path("changes/<str:ref>/", change, name="change"),
    path("changes/<str:ref>/<slug:action>/", change_deed, name="change_deed"),
    path("deliveries/<str:ref>/<slug:action>/", delivery_deed, name="delivery_deed"),
    path("cases/<str:ref>/", case, name="case"),
    path("cases/<str:ref>/say/", message, name="say"),
    path("cases/<str:ref>/add_evidence/", photos, name="add_evidence"),
    path("cases/<str:ref>/bundle.zip", bundle, name="bundle"),
    path("cases/<str:ref>/label/", label, name="label"),
    path("cases/<str:ref>/notes/<int:year>/<int:number>/", note, name="credit_note"),
    path("cases/<str:ref>/<slug:action>/", deed, name="deed"),
    path("standing/", standing, name="standing"),
    path("instant/<str:ref>/", advance, name="advance"),
    path("instant/<str:ref>/<slug:action>/", advance_deed, name="advance_deed"),
    path("photos/<uuid:photo>/", photo, name="photo"),
    path("go/<str:token>/", go, name="go"),
    path("m/<str:token>.gif", mail_picture, name="mail_picture"),
    path("m/<str:token>/", mail_link, name="mail_link"),
    path("n/<str:ref>/", news, name="news"),
    path("track/", track, name="track"),
    path("track/embed/", track_embed, name="track_embed"),
    path("track/embed.js", track_embed_script, name="track_embed_script"),
    path("privacy/", privacy, name="privacy"),
    path("statistics/", statistics, name="statistics"),
    path("statistics/<slug:page>/", statistics_frame, name="statistics_frame"),
    path("my-data/", data.my_data, name="my_data"),
    path("my-data/code/", data.my_data_code, name="my_data_code"),
    path("my-data/copy/", data.my_data_copy, name="my_data_copy"),
    path("my-data/correct/", data.my_data_correct, name="my_data_correct"),
    path("my-data/erase/", data.my_data_erase, name="my_data_erase"),
    path("my-data/keep/", data.my_data_keep, name="my_data_keep"),
    path("preferences/", wishes.preferences, name="preferences"),
    path("preferences/by/<str:secret>/", wishes.preferences_by_link, name="preferences_by_link"),
    path("preferences/by/<str:secret>/off/", wishes.off, name="news_off"),
    path("preferences/by/<str:secret>/points/<uuid:point>/", wishes.silence_by_link, name="silence_by_link"),
    path("preferences/points/<uuid:point>/", wishes.silence, name="silence"),
    path("preferences/phone/", points.add_phone, name="add_phone"),
    path("preferences/phone/<uuid:point>/", points.confirm_phone, name="confirm_phone"),
    path("preferences/wechat/", follow, name="follow"),
    path("preferences/browser/", points.add_browser, name="add_browser"),
    path("push-worker.js", points.push_worker, name="push_worker"),
    path("policy/", policy, name="policy"),
    path("policy/embed/", embed, name="policy_embed"),
    path("policy/embed.js", embed_script, name="policy_embed_script"),
    path("how/", how, name="how"),
    path("rights/", rights, name="rights"),
    path("withdraw/", withdraw, name="withdraw"),
    path("performance/", performance, name="performance"),
    path("brand.css", brand, name="brand"),
    path("logo/", logo, name="logo"),
    path("<path:rest>", lost, name="lost"),
]

urlpatterns = [
    path("s/<slug:slug>/", include((pages, "portal"))),
    # Without the shop: in a text message every sign is paid.
    path("t/<str:code>", short_link, name="short_link"),
]
