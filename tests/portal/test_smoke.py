def test_every_page_answers(world, sign_in):
    order = world.order()
    case = world.apply(order, pots=1)
    client = sign_in(order)
    home = "/s/teahouse/"
    for path in ("", "orders/", f"orders/{order.number}/", f"orders/{order.number}/apply/", f"orders/{order.number}/apply/?step=why&i0=1",
        f"orders/{order.number}/apply/?step=why&i1=1", f"orders/{order.number}/apply/?step=how&i1=1&r=no_longer_wanted",
        f"orders/{order.number}/apply/?step=how&i0=1&r=no_longer_wanted",
        f"cases/{case.ref}/", f"cases/{case.ref}/withdraw/", "policy/", "policy/?version=1", "how/", "brand.css", "enter/"):
        answer = client.get(home + path)
        print(path, answer.status_code, len(answer.content))
        assert answer.status_code == 200, (path, answer.content.decode()[-800:])
