"""Reading cases for pages and the API: the queue of what needs a person, one case with all its parts, lists.

Called within `in_shop`; never writes. Each has a constant number of queries, whatever the size of the shop.
"""

from huitou.cases.queries.case_page import CasePage, case_page
from huitou.cases.queries.queue import Queue, QueueItem, queue

__all__ = ["CasePage", "Queue", "QueueItem", "case_page", "queue"]
