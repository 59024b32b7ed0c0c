"""Draws losses by month against the budget as one SVG. Called by `instant_bench`; knows nothing of how they came."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from huitou.instant.simulation import MonthFigures

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 860, 360, 70, 60, 50
COLOURS = ("#0E7A5F", "#B9770E", "#8A8F94")


def plot(found: Mapping[str, Mapping[str, MonthFigures]], budget: int, months: Sequence[str], currency: str) -> str:
    """The SVG: a group of bars for each month, one for each way, and the budget as a line. Minor units of 1/100."""
    highest = max(budget, *(month.lost_minor for way in found.values() for month in way.values())) * 11 // 10
    deep = HEIGHT - TOP - BOTTOM

    def down(minor: int) -> float:
        return TOP + deep - deep * minor / highest

    step = (WIDTH - LEFT - 20) / len(months)
    bar = step * 0.8 / len(found)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-size="12">',
        f"<title>Losses of instant refunds by month, {escape(currency)}</title>",
        "<style>text { font-family: sans-serif }</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FBFAF7"/>',
    ]
    for quarter in range(5):
        minor = highest * quarter // 4
        parts.append(f'<path d="M{LEFT} {down(minor):.1f}H{WIDTH - 20}" stroke="#1C1F22" stroke-opacity="0.1"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{down(minor) + 4:.1f}" text-anchor="end">{minor // 100:,}</text>')
    for place, month in enumerate(months):
        for number, (way, colour) in enumerate(zip(found.values(), COLOURS, strict=True)):
            lost = way[month].lost_minor if month in way else 0
            x = LEFT + place * step + step * 0.1 + number * bar
            parts.append(
                f'<rect x="{x:.1f}" y="{down(lost):.1f}" width="{bar:.1f}" height="{TOP + deep - down(lost):.1f}" '
                f'fill="{colour}"/>'
            )
        parts.append(
            f'<text x="{LEFT + (place + 0.5) * step:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" '
            f'font-size="10">{month}</text>'
        )
    parts.append(f'<path d="M{LEFT} {down(budget):.1f}H{WIDTH - 20}" stroke="#B3261E" stroke-dasharray="6 4"/>')
    parts.append(f'<text x="{WIDTH - 24}" y="{down(budget) - 5:.1f}" text-anchor="end" fill="#B3261E">budget</text>')
    for number, (name, colour) in enumerate(zip(found, COLOURS, strict=True)):
        x = LEFT + number * 150
        parts.append(f'<rect x="{x}" y="18" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="28">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])
