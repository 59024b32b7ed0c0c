"""Photos for the demo's evidence: drawn here, so that they belong to nobody."""

from io import BytesIO

from PIL import Image, ImageDraw

PAPER, CLAY, CRACK = "#EDE8DD", "#8FB3A4", "#3B3F42"
LINEN, FOLD, HEM = "#CDBFA6", "#BBAB8F", "#A89878"


def damage(material: str, seed: int) -> BytesIO:
    """What came broken, as a JPEG: `material` is what the shop sells, "clay" or "linen"."""
    return torn_linen(seed) if material == "linen" else cracked_cup(seed)


def cracked_cup(seed: int) -> BytesIO:
    """A cup with a crack, a little different for each seed, as a JPEG."""
    image = Image.new("RGB", (960, 720), PAPER)
    draw = ImageDraw.Draw(image)
    draw.ellipse((250, 560, 710, 640), fill="#D9D2C3")
    draw.polygon([(300, 200), (660, 200), (600, 590), (360, 590)], fill=CLAY)
    draw.ellipse((300, 150, 660, 250), fill="#7BA293")
    draw.ellipse((325, 165, 635, 238), fill="#5E8577")
    x, y = 420 + 37 * (seed % 5), 230
    points = [(x, y)]
    for step in range(7):
        x += (-1) ** (step + seed) * (12 + 5 * ((seed + step) % 4))
        y += 38
        points.append((x, y))
    draw.line(points, fill=CRACK, width=5, joint="curve")
    return _jpeg(image)


def torn_linen(seed: int) -> BytesIO:
    """A folded cloth with an open seam, a little different for each seed, as a JPEG."""
    image = Image.new("RGB", (960, 720), PAPER)
    draw = ImageDraw.Draw(image)
    draw.polygon([(170, 590), (800, 590), (850, 630), (220, 630)], fill="#D9D2C3")
    for layer, shade in enumerate((FOLD, LINEN)):
        draw.rounded_rectangle((150 + 14 * layer, 140, 810 - 14 * layer, 600 - 26 * layer), radius=18, fill=shade)
    for y in range(152, 566, 9):
        draw.line([(176, y), (784, y)], fill="#C6B79D", width=1)
    for x in range(190, 784, 9):
        draw.line([(x, 148), (x, 568)], fill="#D4C7B0", width=1)
    for x in range(186, 780, 22):
        draw.line([(x, 190), (x + 12, 190)], fill=HEM, width=4)
    x, y = 300 + 47 * (seed % 6), 188
    tear = [(x, y), (x + 46, y), (x + 30, y + 54), (x + 38, y + 112), (x + 22, y + 168), (x + 12, y + 96)]
    draw.polygon(tear, fill="#6E634F")
    for thread in range(5):
        top = y + 14 + 28 * thread
        draw.line([(x + 2 + 2 * thread, top), (x + 40 - 3 * thread, top + 7)], fill=LINEN, width=2)
    return _jpeg(image)


def _jpeg(image: Image.Image) -> BytesIO:
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    file.seek(0)
    return file
