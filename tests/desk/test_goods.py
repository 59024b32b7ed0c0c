"""The desk's page about what goods are, and the customer's groups on the page of an order."""

from django.urls import reverse

from huitou.core.tenancy import in_shop
from huitou.orders.models import Customer, Line, ProductTraits
from huitou.orders.verbs import mark_product


def goods_page(world):
    return reverse("desk:goods", args=[world.shop.slug])


def marks(world):
    with in_shop(world.shop):
        return {(mark.scope, mark.name): mark.traits for mark in ProductTraits.objects.filter(removed=False)}


def test_marking_a_category_changing_it_and_taking_it_away(world, desk):
    client = desk("manager")
    page = client.get(goods_page(world)).content.decode()
    assert "Nothing is marked yet" in page
    answer = client.post(goods_page(world), {"scope": "category", "name": "Tableware", "traits": ["custom_made"]})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "is marked. It counts for orders that come from now on." in page
    assert "goods made to the buyer&#x27;s order" in page
    assert marks(world) == {("category", "Tableware"): ["custom_made"]}
    order = world.order()
    with in_shop(world.shop):
        assert {tuple(line.traits) for line in Line.objects.filter(order=order)} == {("custom_made",)}
        key = ProductTraits.objects.get().pk
    page = client.get(f"{goods_page(world)}?mark={key}").content.decode()
    assert 'value="Tableware"' in page
    assert 'value="custom_made" id="id_traits_0" checked' in page
    gone = reverse("desk:unmark_goods", args=[world.shop.slug])
    assert client.post(gone, {"scope": "category", "name": "tableware"}).status_code == 302
    assert client.post(gone, {"scope": "category", "name": "tableware"}).status_code == 302
    assert marks(world) == {}


def test_what_cannot_be_marked_is_said_and_nothing_is_written(world, desk):
    client = desk("manager")
    for bad in ({"scope": "sku", "name": "", "traits": ["press"]}, {"scope": "sku", "name": "A", "traits": ["nope"]},
                {"scope": "title", "name": "A"}, {"scope": "sku", "name": "x" * 121}):  # fmt: skip
        assert client.post(goods_page(world), bad).status_code == 422
    assert client.get(f"{goods_page(world)}?mark=nonsense&q=%0A").status_code == 200
    assert marks(world) == {}


def test_who_may_only_look_finds_no_form(world, desk):
    mark_product(scope="sku", name="<b>CUP", traits=[], actor=world.hire("manager"), at=world.now)
    page = desk("readonly").get(goods_page(world)).content.decode()
    assert "&lt;b&gt;CUP" in page
    assert "nothing special" in page
    assert "Save the mark" not in page


def test_the_order_page_says_what_goods_are_and_the_groups_are_changed_there(world, desk):
    order = world.order()
    with in_shop(world.shop):
        Line.objects.filter(order=order, external_id="cup").update(traits=["activated"], confirmed=["activated"])
    path = reverse("desk:order", args=[world.shop.slug, order.pk])
    client = desk("manager")
    page = client.get(path).content.decode()
    assert page.count("goods activated or tried out, with a large loss of value") == 2
    assert "The buyer confirmed at purchase:" in page
    to = reverse("desk:segments", args=[world.shop.slug, order.pk])
    refused = client.post(to, {"segments": "vip, <b>"})
    assert refused.status_code == 422
    assert "A group&#x27;s name has letters" in refused.content.decode()
    assert client.post(to, {"segments": "VIP， 老客"}).status_code == 302
    with in_shop(world.shop):
        assert Customer.objects.get(pk=order.customer_id).segments == ["vip", "老客"]
    assert "vip, 老客" in client.get(path).content.decode()
    page = desk("agent").get(path).content.decode()
    assert "vip, 老客" in page
    assert "Save the groups" not in page
