"""What the demo shops sell, and to whom. All invented; addresses are reserved example ones."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One article with its price in minor units and its share of what is ordered."""

    sku: str
    title: str
    variant: str
    category: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class Other:
    """Another variant of an article (by its title): what an exchange can bring. `stock` None: not counted."""

    sku: str
    title: str
    variant: str
    price_minor: int
    stock: int | None


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody who orders."""

    key: str
    name: str
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class DemoShop:
    """Everything that a demo shop is made of."""

    slug: str
    name: str
    legal_name: str
    country: str
    currency: str
    timezone: str
    locale: str
    accent: str
    contact_email: str
    address: str
    staff: tuple[tuple[str, str], ...]
    articles: tuple[Article, ...]
    others: tuple[Other, ...]
    buyers: tuple[Buyer, ...]
    shipping_minor: int
    carrier: str
    material: str
    # A host of its own for its buyers' pages; names below localhost need no DNS.
    own_host: str = ""


CUPS = DemoShop(
    slug="taobei",
    name="陶杯社",
    legal_name="陶杯社（示例）有限公司",
    country="CN",
    currency="CNY",
    timezone="Asia/Shanghai",
    locale="zh-hans",
    accent="#0E7A5F",
    contact_email="hello@taobei.example.com",
    address="江西省景德镇市珠山区示例路 8 号 陶杯社售后收，电话 0798-0000000",
    staff=(("owner", "林知夏"), ("agent", "何小满")),
    articles=(
        Article("QC-01", "青瓷主人杯", "天青 · 120 ml", "茶杯", 16_800),
        Article("QC-02", "青瓷主人杯", "月白 · 120 ml", "茶杯", 16_800),
        Article("CL-01", "细孔不锈钢茶滤", "", "茶具", 3_900),
        Article("GW-03", "素面盖碗", "白瓷 · 150 ml", "盖碗", 12_800),
        Article("ZS-07", "紫砂西施壶", "清水泥 · 200 ml", "茶壶", 59_800),
        Article("CP-02", "手工粗陶花器", "小号", "花器", 22_000),
        Article("CX-05", "亚麻茶席", "60 × 30 cm", "茶席", 8_900),
        Article("LW-11", "新年四杯礼盒", "朱红盒", "礼盒", 45_600),
    ),
    others=(
        Other("QC-03", "青瓷主人杯", "天青 · 180 ml", 18_800, 6),
        Other("QC-04", "青瓷主人杯", "粉青 · 120 ml", 14_800, 9),
        Other("QC-05", "青瓷主人杯", "梅子青 · 120 ml", 16_800, 0),
        Other("GW-04", "素面盖碗", "青瓷 · 150 ml", 12_800, 4),
        Other("CP-03", "手工粗陶花器", "大号", 26_000, 2),
    ),
    buyers=(
        Buyer("chen", "陈小暖", "chen@example.com", "zh-hans"),
        Buyer("wang", "王一舟", "wang@example.com", "zh-hans"),
        Buyer("li", "李安", "li@example.com", "zh-hans"),
        Buyer("lai", "賴雨晴", "lai@example.com", "zh-hant"),
        Buyer("zhao", "赵北辰", "zhao@example.com", "zh-hans"),
        Buyer("sun", "孙可", "sun@example.com", "zh-hans"),
    ),
    shipping_minor=1_200,
    carrier="sf",
    material="clay",
)

LINEN = DemoShop(
    slug="harbour",
    name="Harbour & Loom",
    legal_name="Harbour & Loom Example GmbH",
    country="DE",
    currency="EUR",
    timezone="Europe/Berlin",
    locale="en",
    accent="#2B5C8A",
    contact_email="hello@harbour.example.com",
    address="Harbour & Loom returns, Beispielweg 4, 20095 Hamburg, Germany",
    staff=(("owner", "Marta Lind"), ("agent", "Jonas Reed")),
    articles=(
        Article("BL-01", "Washed linen bedding", "Oat · 200 × 200", "bedding", 14_900),
        Article("PC-02", "Linen pillowcase", "Sea · 80 × 80", "bedding", 3_450),
        Article("TW-03", "Waffle towel", "Sand · 70 × 140", "bath", 2_990),
        Article("AP-04", "Kitchen apron", "Indigo", "kitchen", 3_900),
        Article("TC-05", "Table runner", "Natural · 45 × 150", "table", 4_200),
        Article("TH-06", "Wool throw", "Grey herringbone", "living", 8_900),
    ),
    others=(
        Other("PC-03", "Linen pillowcase", "Oat · 80 × 80", 3_450, 12),
        Other("PC-04", "Linen pillowcase", "Sea · 40 × 80", 2_750, 5),
        Other("PC-05", "Linen pillowcase", "Rust · 80 × 80", 3_450, 0),
        Other("AP-05", "Kitchen apron", "Undyed", 4_400, 3),
    ),
    buyers=(
        Buyer("ada", "Ada Whitlock", "ada@example.com", "en"),
        Buyer("noor", "Noor Haddad", "noor@example.com", "en"),
        Buyer("tom", "Tom Berger", "tom@example.com", "en"),
        Buyer("ines", "Ines Duarte", "ines@example.com", "en"),
    ),
    shipping_minor=490,
    carrier="dhl",
    material="linen",
    own_host="harbour.localhost",
)

SHOPS = (CUPS, LINEN)
