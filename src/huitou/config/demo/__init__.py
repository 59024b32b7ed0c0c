"""The living demo: two shops under one platform, with people, orders and a case in every state.

Called by `huitou demo`. Everything is generated and goes through the same verbs as a real shop's data, in the order
in which it would have happened. A second start finds it there and changes nothing.
"""

from huitou.config.demo.build import build

__all__ = ["build"]
