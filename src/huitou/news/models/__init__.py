"""What a shop lets be told and in which words; every piece of news; every message; what a buyer has seen."""

from huitou.news.models.care_hint import CareHint
from huitou.news.models.news_rule import NewsRule
from huitou.news.models.news_settings import NewsSettings
from huitou.news.models.news_text import NewsText
from huitou.news.models.order_watch import OrderWatch
from huitou.news.models.parcel_news import ParcelNews
from huitou.news.models.telling import Telling

__all__ = ["CareHint", "NewsRule", "NewsSettings", "NewsText", "OrderWatch", "ParcelNews", "Telling"]
