"""What is made from the tables says what the tables say: documentation, diagrams, help, the table of one kind."""

import pytest
from django.conf import settings
from django.test import Client
from typer.testing import CliRunner

from huitou.cases.by_kind import of_kind
from huitou.cases.machine import CASE
from huitou.config.cli.flows_command import app as flows
from huitou.config.flow_docs import pages, stale, write
from huitou.core.flow import Step, machines
from huitou.core.flow.show import markdown, mermaid, table
from huitou.policies.rules.vocabulary import KINDS
from huitou.portal.views.core.how import HEADINGS, Sample


def test_the_documentation_is_up_to_date():
    """Run `./huitou flows docs` after a change of a table."""
    assert stale(settings.HUITOU_ROOT / "docs") == []


def test_a_page_that_falls_behind_is_found_and_written_anew(tmp_path):
    assert set(write(tmp_path)) == set(pages())
    assert write(tmp_path) == []
    (tmp_path / "flows" / "case.md").write_text("old")
    (tmp_path / "flows" / "gone.md").write_text("a machine that is no more")
    assert stale(tmp_path) == ["case.md", "gone.md"]
    assert write(tmp_path) == ["case.md", "gone.md"]
    assert stale(tmp_path) == []


@pytest.mark.parametrize("machine", machines().values(), ids=lambda machine: machine.name)
def test_every_machine_has_a_page_with_every_state_and_a_heading_for_buyers(machine):
    page = pages()[f"{machine.name}.md"]
    assert all(f"### {state}\n" in page for state in machine.states)
    assert markdown(machine) in page
    assert mermaid(machine) in page
    assert machine.name in HEADINGS


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_table_is_a_part_that_comes_to_an_end(kind):
    part = of_kind(kind)
    rows = [row for row in CASE.rows if part.keep(row)]
    states = {row.state for row in rows}
    assert 0 < len(table(CASE, part.keep)) < len(table(CASE))
    assert {"requested", "resolved"} <= states
    # No row leads to a state that the part does not have.
    assert {row.to for row in rows if isinstance(row, Step)} <= states


def test_what_a_kind_cannot_come_to_is_left_out():
    def steps(kind):
        part = of_kind(kind)
        return {(row.state, row.to) for row in CASE.rows if part.keep(row) and isinstance(row, Step)}

    assert ("requested", "awaiting_goods") in steps("return_and_refund")
    assert ("requested", "awaiting_goods") not in steps("refund_only")
    assert ("requested", "refunding") in steps("refund_only")
    assert ("requested", "refunding") not in steps("return_and_refund")
    assert ("requested", "replacing_first") in steps("exchange")
    assert ("requested", "replacing_first") not in steps("return_and_refund")
    assert ("requested", "replacing") in steps("reship")
    assert ("awaiting_goods", "repairing") in steps("repair")
    assert ("awaiting_goods", "repairing") not in steps("exchange")


def test_the_command_shows_one_kind_and_names_what_it_does_not_know():
    def run(*arguments):
        return CliRunner().invoke(flows, ["show", *arguments])

    whole, part = run("case"), run("case", "--kind", "refund_only")
    assert whole.exit_code == part.exit_code == 0
    assert set(part.stdout.splitlines()) < set(whole.stdout.splitlines())
    assert run("case", "--kind", "gift").exit_code == 2
    assert run("refund", "--kind", "refund_only").exit_code == 2


@pytest.mark.parametrize("locale", ["en", "zh-CN", "zh-TW"])
def test_the_help_page_tells_every_machine_and_guesses_nothing(world, locale, monkeypatch):
    unknown = []
    monkeypatch.setattr(Sample, "__missing__", lambda self, name: unknown.append(name) or "?")
    answer = Client(headers={"accept-language": locale}).get(f"/s/{world.shop.slug}/how/")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert [name for name in machines() if f'id="{name}"' not in said] == []
    assert unknown == []
