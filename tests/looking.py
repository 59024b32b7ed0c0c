"""What is wrong with a page as a browser shows it: everything axe finds, and anything beside the screen.

Four fifths of axe's time go into the contrast of texts. A text that looks like one whose contrast was found good in
this run (the same colours, sizes and grounds, in the same place of the design) is not measured again.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only what is wrong is told: to list every element that is right takes longer than to find what is not.
ASK = """async () => (await axe.run({
  resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } },
})).violations"""
BESIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Each look of a text, with one element that has it: its colours and sizes, and all that is painted behind it.
LOOKS = """() => {
  const grounds = new Map([[null, '']]);
  const name = element => element ? `${element.localName}.${element.getAttribute('class') || ''}` : '';
  const ground = element => {
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.position].join(' ');
      const plain = own === 'rgba(0, 0, 0, 0) none 1 static';
      grounds.set(element, ground(element.parentElement) + (plain ? '' : `/${own}`));
    }
    return grounds.get(element);
  };
  const speaks = element => element.matches('input, select, textarea') ||
    [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  window.looks = {};
  for (const element of document.body.querySelectorAll('*')) {
    if (!speaks(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const own = [style.color, style.fontSize, style.fontWeight, style.textShadow, element.matches(':disabled')];
    const place = [name(element), name(element.parentElement), ground(element)];
    window.looks[[...own, ...place].join('|')] ??= element;
  }
  return Object.keys(window.looks);
}"""
# What axe cannot decide (a text above a picture) is neither; it is measured again on the next page.
MEASURE = """async fresh => {
  const found = await axe.run(
    { include: fresh.map(look => window.looks[look]) },
    { runOnly: ['color-contrast'], resultTypes: ['violations', 'passes'], elementRef: true },
  );
  const good = new Set(found.passes.flatMap(one => one.nodes).map(node => node.element));
  return [found.violations, fresh.filter(look => good.has(window.looks[look]))];
}"""
_good_looks: set[str] = set()


def faults(page: Page) -> list[str]:
    """One line per fault, with the element; empty for a page that is sound."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(ASK)
    if fresh := [look for look in page.evaluate(LOOKS) if look not in _good_looks]:
        pale, good = page.evaluate(MEASURE, fresh)
        violations += pale
        _good_looks.update(good)
    found = [f"{one['id']}: {node['html'][:160]}" for one in violations for node in one["nodes"]]
    if (wide := page.evaluate(BESIDE)) > 0:
        found.append(f"scrolls sideways by {wide} px")
    return found
