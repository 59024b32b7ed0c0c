"""The picture of an item that has none: a drawing of what it is, made from its words. Pure, no Django.

Called by the template tags. Same item, same drawing, on every page and every day.
"""

import zlib

# The first word found in the title or category wins. Lower case; Chinese in both scripts.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("teapot", ("teapot", "kettle", "壶", "壺")),
    ("plate", ("plate", "saucer", "dish", "盘", "盤", "碟")),
    ("bowl", ("bowl", "碗", "钵", "缽")),
    ("vase", ("vase", "瓶", "花器", "jar", "罐")),
    ("strainer", ("strainer", "filter", "滤", "濾", "spoon", "勺", "匙")),
    ("cup", ("cup", "mug", "glass", "杯", "盏", "盞", "tea", "茶")),
    ("shirt", ("shirt", "dress", "coat", "jacket", "sweater", "hoodie", "fashion", "衣", "衫", "裙", "裤", "褲")),
    ("shoe", ("shoe", "boot", "sneaker", "鞋", "靴")),
    ("bag", ("bag", "luggage", "suitcase", "backpack", "包", "袋", "箱")),
    ("lamp", ("lamp", "light", "candle", "灯", "燈", "烛", "燭")),
    ("book", ("book", "notebook", "paper", "书", "書", "本")),
    ("device", ("phone", "computer", "tablet", "watch", "electronic", "telefonia", "手机", "手機", "电", "電", "表")),
)
SHAPES = {
    "cup": ("M15 20h22v11a9 9 0 0 1-9 9h-4a9 9 0 0 1-9-9z", "M37 23h2.5a4.5 4.5 0 0 1 0 9H37", "M13 44h26"),
    "teapot": (
        "M17 25h20a3 3 0 0 1 3 3 12 12 0 0 1-12 12h-2a12 12 0 0 1-12-12 3 3 0 0 1 3-3z",
        "M39 27l6-4M14 29c-5-1-6 6 2 7M23 25a4 3.5 0 0 1 8 0M27 19.5v-1",
    ),
    "bowl": ("M12 24h32a16 14 0 0 1-12 14h-8a16 14 0 0 1-12-14z", "M23 38l-1 4h12l-1-4"),
    "vase": ("M24 14h8v5c0 4 8 6 8 14 0 6-4 10-7 10H23c-3 0-7-4-7-10 0-8 8-10 8-14z", "M22 14h12"),
    "plate": ("M10 27h36c-2 6-8 9-13 9H23c-5 0-11-3-13-9z", "M23 36v3h10v-3M18 30h20"),
    "strainer": ("M14 22h20a10 10 0 0 1-20 0z", "M34 22h11M20 26.5h.01M24 28h.01M28 26.5h.01M12 40h24"),
    "shirt": ("M22 15l-9 5 3 7 4-2v16h16V25l4 2 3-7-9-5a6 5 0 0 1-12 0z",),
    "shoe": ("M13 20c3 3 6 3 9 1 3 6 8 9 16 10 4 1 5 3 5 6H13z", "M13 37h30v3H13zM26 25l-2 2M30 28l-2 2"),
    "bag": ("M16 23h24l2 18H14z", "M22 26v-6a6 6 0 0 1 12 0v6"),
    "lamp": ("M22 14h12l6 14H16z", "M28 28v13M21 42h14"),
    "book": ("M14 17c6-2 10-1 14 2 4-3 8-4 14-2v22c-6-2-10-1-14 2-4-3-8-4-14-2z", "M28 19v22"),
    "device": ("M20 12h16a3 3 0 0 1 3 3v26a3 3 0 0 1-3 3H20a3 3 0 0 1-3-3V15a3 3 0 0 1 3-3z", "M26 39h4"),
    "parcel": ("M14 21l14-7 14 7v15l-14 7-14-7z", "M14 21l14 7 14-7M28 28v15M21 17.5l14 7"),
}
TONES = 5


def kind(title: str, category: str = "") -> str:
    """The shape that fits the item's words, `parcel` where none does."""
    words = f"{title} {category}".lower()
    return next((name for name, marks in KINDS if any(mark in words for mark in marks)), "parcel")


def placeholder_svg(title: str, category: str = "") -> str:
    """The inside of an `<svg viewBox="0 0 56 56">`: ground, a tint like glaze, the outline."""
    shapes = SHAPES[kind(title, category)]
    tone = zlib.crc32(title.encode()) % TONES
    outline = "".join(f'<path class="placeholder-shape" d="{d}"/>' for d in shapes)
    glaze = f'<path class="placeholder-glaze tone-{tone}" d="{shapes[0]}"/>'
    return f'<rect class="placeholder-ground" width="56" height="56"/>{glaze}{outline}'
