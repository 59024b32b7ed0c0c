"""The mail as a reader sees it: on a phone and on a desk, in Chinese and in English, in light and in dark."""

import pytest

from tests.notifications.letters import BRANDS, LETTERS


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 640])
@pytest.mark.parametrize("locale", ["zh-hans", "zh-hant", "en"])
def test_nothing_is_cut_off_and_everything_can_be_read(browser, locale, width, scheme):
    from huitou.core.contrast import AA, ratio, to_hex
    from huitou.notifications.rendering import render

    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.set_content(render(LETTERS[locale], brand=BRANDS[locale], locale=locale).html)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("a", has_text=LETTERS[locale].main_link.label).bounding_box()["height"] >= 44
    # Every text against the ground it stands on: the button's own, or the page's.
    texts = page.evaluate(
        """() => [...document.querySelectorAll('p, td, a, caption')]
            .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => [e, getComputedStyle(e)])
            .map(([e, style]) => [e.textContent.trim(), style.color, style.backgroundColor])"""
    )
    ground = page.evaluate("getComputedStyle(document.querySelector('.page')).backgroundColor")
    assert len(texts) > 8
    for text, ink, own_ground in texts:
        under = ground if own_ground == "rgba(0, 0, 0, 0)" else own_ground
        assert ratio(_hex(ink, to_hex), _hex(under, to_hex)) >= AA, text
    page.close()


def _hex(css, to_hex):
    red, green, blue = (int(part) for part in css.removeprefix("rgb(").removesuffix(")").split(","))
    return to_hex((red, green, blue))
