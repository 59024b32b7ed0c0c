"""Whether a message asks where the order is: on messages that nobody here wrote, and in three languages."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from huitou.retention.asking import read

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
BITEXT = DATA / "bitext" / "bitext_20000_utterances.csv.gz"
ABCD = DATA / "abcd" / "abcd_sample.json"
# Either answer is right: how long a delivery takes, asked of one's own tickets as often as before a purchase.
EITHER = "delivery_period"


@pytest.mark.skipif(not BITEXT.exists(), reason="the shared data is not here")
def test_it_is_right_on_real_messages():
    """Judged on every second message; the others chose the words. Every sixth of them here, for the suite's time."""
    with gzip.open(BITEXT) as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig")))[1::6]
    asked = [row["intent"] == "track_order" for row in rows if row["intent"] != EITHER]
    found = [read(row["utterance"]).where_is_it for row in rows if row["intent"] != EITHER]
    right = sum(one and other for one, other in zip(asked, found, strict=True))
    assert sum(asked) > 150
    assert right / sum(found) >= 0.98
    assert right / sum(asked) >= 0.90


@pytest.mark.skipif(not ABCD.exists(), reason="the shared data is not here")
def test_talk_about_other_things_is_not_counted():
    talks = json.loads(ABCD.read_text(encoding="utf-8"))
    said = {
        talk["scenario"]["subflow"]: [line for who, line in talk["original"] if who == "customer"] for talk in talks
    }
    assert {name: [line for line in lines if read(line).where_is_it] for name, lines in said.items()} == {
        "return_size": [],
        "refund_status": [],
        "timing_4": [],
    }


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Where's my parcel??", "where's my parcel"),
        ("I have been waiting for my order for two weeks", "waiting for … order"),
        ("It still hasn't arrived.", "it still hasn't arrived"),
        ("Where is my package? I want a refund", "where is my package"),
        ("我的快递到哪了", "快递到哪"),
        ("怎么还没发货啊", "怎么还没发"),
        ("请问什么时候能送到？", "什么时候能送"),
        ("我的包裹一直沒收到", "一直沒收到"),
        ("請問物流單號是多少", "物流單號"),
        ("催一下发货", "催一下"),
    ],
)
def test_it_says_by_which_words(text, because):
    found = read(text)
    assert found.where_is_it
    assert because in found.because or found.because in because


@pytest.mark.parametrize(
    "text",
    [
        "Where is my refund?", "When do I get my money back?", "How do I change the delivery address?", "It broke.",
        "退款什么时候到账？", "退货地址在哪", "發票什麼時候寄", "杯子碎了", "", "thanks!",
    ],
)  # fmt: skip
def test_other_questions_are_not_counted(text):
    assert not read(text).where_is_it
