"""The letters that these tests lay out: one whole mail in each language, and one full of foreign text."""

from huitou.notifications.brand import Brand
from huitou.notifications.letters import Letter, Stop

BRANDS = {
    "zh-hans": Brand(
        name="陶杯社",
        accent="#0E7A5F",
        legal_name="陶杯社（杭州）工艺品有限公司",
        address="浙江省杭州市西湖区龙井路 1 号",
        contact_email="help@taobei.example",
        support_hours="工作日 9:00–18:00",
    ),
    "zh-hant": Brand(
        name="陶杯社",
        accent="#B5482A",
        legal_name="陶杯社有限公司",
        address="臺北市大安區和平東路一段 1 號",
        contact_email="help@taobei.example",
    ),
    "en": Brand(
        name="Clay Cup Club",
        accent="#E8B400",
        legal_name="Clay Cup Club GmbH",
        address="Kastanienallee 1\n10435 Berlin",
        contact_email="help@clay.example",
        support_hours="Mon to Fri, 9:00 to 17:00",
    ),
}

LETTERS = {
    "zh-hans": Letter(
        subject="退款 ¥116.00 已发出 · 订单 4F7Q",
        preheader="按你看到的方案退款，最晚 6 月 24 日到账。",
        greeting="林女士，你好：",
        sentence="商家已收到退货并验收，¥116.00 已原路退回，最晚 6 月 24 日（周三）到账。",
        journey="付款、送达、寄回、验收都已完成，正在退款。",
        stops=[
            Stop("付款", "done"),
            Stop("送达", "done"),
            Stop("寄回", "done", "back"),
            Stop("验收", "done", "back"),
            Stop("退款", "now", "back"),
        ],
        paragraphs=["退款走的是你付款时用的那张卡。银行入账需要一点时间，不用再做什么。"],
        bill_title="退款明细",
        bill=[
            ("青瓷杯（大号，天青色，配竹盖与茶滤，礼盒装）×2", "¥128.00"),
            ("满减优惠分摊", "−¥12.00"),
            ("退给你", "¥116.00", True),
        ],
        facts=[("订单", "4F7Q"), ("售后单", "R-7F3K-Q2MX")],
        button=("查看退款进度", "https://shop.example/s/taobei/cases/R-7F3K-Q2MX/"),
        second_link=("查看退换规则", "https://shop.example/s/taobei/policy/"),
        closing="谢谢你的耐心。\n陶杯社",
        why="你收到这封邮件，是因为你在陶杯社申请了售后。",
        preferences_url="https://shop.example/s/taobei/preferences/",
    ),
    "zh-hant": Letter(
        subject="商家收到您的退貨申請 · 訂單 4F7Q",
        greeting="林小姐，您好：",
        sentence="商家還有 31 小時決定；到時沒有回覆，就依您看到的方案退款。",
        journey="商品已送達，等商家決定；之後寄回、退款。",
        bill_title="退款明細",
        bill=[("青瓷杯 ×1", "NT$580"), ("退貨運費", "−NT$20"), ("退給您", "NT$560", True)],
        facts=[("訂單", "4F7Q"), ("售後單", "R-7F3K-Q2MX")],
        button=("查看進度", "https://shop.example/s/taobei/cases/R-7F3K-Q2MX/"),
        closing="謝謝您。",
        why="您收到這封信，是因為您在陶杯社申請了售後。",
    ),
    "en": Letter(
        subject="Your return of order 4F7Q: the shop decides by Wednesday",
        preheader="If it says nothing, you get the refund shown here.",
        greeting="Hello Jane,",
        sentence="The shop has 31 hours to decide. If it says nothing, you get the refund shown here.",
        journey="Paid and delivered. The shop decides now; then the goods go back and the money comes home.",
        stops=[
            Stop("Paid", "done"),
            Stop("Delivered", "done"),
            Stop("Shop decides", "now", "back"),
            Stop("Sent back", "ahead", "back"),
            Stop("Refunded", "ahead", "back"),
        ],
        paragraphs=[
            "You do not have to do anything until the shop answers.",
            "You wrote:\nThe lid is cracked.",
        ],
        bill_title="What you get back",
        bill=[
            ("Celadon cup, large, sky green with bamboo lid and tea filter × 2", "€128.00"),
            ("Share of the discount", "−€12.00"),
            ("You get", "€116.00", True),
        ],
        facts=[("Order", "4F7Q"), ("Case", "R-7F3K-Q2MX"), ("Answer by", "Wed 24 June, 14:00")],
        button=("See the case", "https://shop.example/s/clay/cases/R-7F3K-Q2MX/"),
        second_link=("Withdraw the request", "https://shop.example/s/clay/cases/R-7F3K-Q2MX/withdraw/"),
        closing="Clay Cup Club",
        why="You get this mail because you asked Clay Cup Club for a return.",
        preferences_url="https://shop.example/s/clay/preferences/",
    ),
}


def simple(subject: str = "Your code", **fields: object) -> Letter:
    """A short letter for tests that do not look at the layout."""
    return Letter(subject=subject, sentence="One sentence.", **fields)  # type: ignore[arg-type]
