"""Photos for the demo's evidence: drawn here, so that they belong to nobody."""

from io import BytesIO

from PIL import Image, ImageDraw

PAPER, CLAY, CRACK = "#EDE8DD", "#8FB3A4", "#3B3F42"


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
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    file.seek(0)
    return file
