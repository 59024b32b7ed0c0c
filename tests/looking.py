"""What is wrong with a page as a browser shows it: everything axe finds, and anything beside the screen."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only what is wrong is told: to list every element that is right takes longer than to find what is not.
ASK = "async () => (await axe.run({ resultTypes: ['violations'] })).violations"
BESIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page) -> list[str]:
    """One line per fault, with the element; empty for a page that is sound."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = [f"{one['id']}: {node['html'][:160]}" for one in page.evaluate(ASK) for node in one["nodes"]]
    if (wide := page.evaluate(BESIDE)) > 0:
        found.append(f"scrolls sideways by {wide} px")
    return found
