"""A file sent on the page is imported by the worker: looked at meanwhile, reported, resumed after a death."""

from importlib import import_module
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.orders.imports.queued import run_import
from huitou.orders.models import ImportRun, Line, Order

runs = import_module("huitou.orders.imports.run")  # the package names its function so
HEADER = "order_id,placed_at,customer_id,email,title,quantity,unit_price,paid\n"
PAGE = "/desk/teahouse/settings/import/"


def table(count, broken=0):
    rows = [f"{n},2026-10-01 10:00,c{n},b{n}@example.com,Cup,1,20.00,20.00\n" for n in range(1, count + 1)]
    rows += [f"x{n},someday,c,b@example.com,Cup,1,20.00,20.00\n" for n in range(broken)]
    return SimpleUploadedFile("my orders.csv", (HEADER + "".join(rows)).encode(), "text/csv")


def the_run(world):
    with in_shop(world.shop):
        return ImportRun.objects.get()


def counts(world):
    with in_shop(world.shop):
        return Order.objects.count(), Line.objects.count(), Event.objects.filter(kind="orders.order.imported").count()


def test_it_waits_runs_and_reports(world, desk):
    client = desk("manager")
    sent = client.post(PAGE, {"orders": table(3, broken=1)})
    run = the_run(world)
    assert (sent.status_code, sent["Location"]) == (302, f"{PAGE}{run.pk}/")
    assert counts(world) == (0, 0, 0)
    waiting = client.get(sent["Location"]).content.decode()
    assert "Waits for its turn" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    kept = run.file.path
    run_pending()
    assert counts(world) == (3, 3, 3)
    done = client.get(sent["Location"]).content.decode()
    assert "3 new, 0 changed, 0 as before; 3 lines." in done
    assert "Left out" in done
    assert 'hx-trigger="every 2s"' not in done
    # The file held people's addresses.
    run = the_run(world)
    assert (run.file.name, run.state, run.tries) == ("", "done", 1)
    assert not Path(kept).exists()
    assert "Done" in client.get(PAGE).content.decode()


def test_a_worker_that_dies_is_followed_by_one_that_goes_on(world, desk, monkeypatch):
    monkeypatch.setattr(runs, "BATCH_ORDERS", 2)
    client = desk("manager")
    client.post(PAGE, {"orders": table(5)})
    run = the_run(world)
    real, died = runs.import_batch, []

    def dies_at_the_second(**batch):
        if not died and counts(world)[0] >= 2:
            died.append(True)
            raise SystemExit("killed")
        return real(**batch)

    monkeypatch.setattr(runs, "import_batch", dies_at_the_second)
    arguments = {"shop": str(world.shop.pk), "run": str(run.pk)}
    with pytest.raises(SystemExit):
        run_import.func(**arguments)
    run = the_run(world)
    assert (counts(world)[0], run.state, run.orders) == (2, "running", 2)
    assert "2 orders taken in so far." in client.get(f"{PAGE}{run.pk}/").content.decode()
    run_import.func(**arguments)
    run = the_run(world)
    assert counts(world) == (5, 5, 5)
    assert (run.state, run.tries, run.report["new"], run.report["unchanged"]) == ("done", 2, 5, 0)
    run_import.func(**arguments)  # delivered once more
    assert (counts(world), the_run(world).tries) == ((5, 5, 5), 2)


def test_a_file_that_is_none_says_so_and_ends(world, desk):
    client = desk("manager")
    client.post(PAGE, {"orders": SimpleUploadedFile("o.csv", b"hello\nworld\n", "text/csv")})
    run_pending()
    run = the_run(world)
    assert (run.state, bool(run.problem_text), run.file.name) == ("failed", True, "")
    assert run.problem_text.split("“")[0] in client.get(f"{PAGE}{run.pk}/").content.decode().replace("&#x27;", "'")
    assert counts(world) == (0, 0, 0)


def test_who_has_left_imports_nothing_more(world, desk):
    from huitou.accounts.models import Membership

    client = desk("manager")
    client.post(PAGE, {"orders": table(1)})
    Membership.objects.filter(staff=world.staff["manager"]).delete()
    run_pending()
    assert (the_run(world).state, counts(world)) == ("failed", (0, 0, 0))
