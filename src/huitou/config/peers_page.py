"""docs/peers.md, written from `config.peers`; and what in that list does not fit the machines any more.

Called by `huitou flows docs` and by the tests.
"""

from collections.abc import Iterator, Mapping

from huitou.config.peers import PEERS
from huitou.config.peers_alone import OURS_ALONE
from huitou.core.flow import Machine

NAME = "peers.md"
HEAD = """<!-- Made by `./huitou flows docs` from `src/huitou/config/peers.py`: change the list, not this page. -->

# What others call it

Every state or code that we know of twelve other systems, beside the state of ours that does its work. A state of ours
is written *machine.state*; the machines are in [flows](flows/README.md). Where there is none, the words say why we do
without. Their documents change without notice: this is how we read them, not what they promise.
"""
ALONE = """
## What only we have

| ours | what it is for |
|---|---|
"""
POLICY = """
## A policy of somebody else, in our words

`tests/policies/retail_policy.py` is the retail shop of a public benchmark (tau-bench) as a policy document of ours, and
`tests/policies/test_tau_bench.py` judges its thousand orders by it. What a document of ours says of it: a pending order
can be cancelled for two reasons, a delivered one returned or exchanged for any. What it cannot say, and who says it:

- *A cancellation is for the whole order.* Ours is for lines; nothing forbids to choose all of them.
- *The refund goes to the original payment or to a gift card.* Ours goes back the way it came, by the shop's gateways.
- *An exchange stays within the product, and the variant must be available.* Stock is checked when the wish is made.
- *Items or payment of a pending order are changed, once.* Ours changes the address of an order, or cancels it and lets
  the buyer order anew ([changes of orders](order-changes.md)); a wish is changed at most five times.
- *The buyer confirms each action in words.* The buyer acts themselves, and the button names the result.
- *Processed orders.* No rule speaks of them, so nothing is given; a person may still agree.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for peer, matches in PEERS.items():
        rows = (f"| {one.code} | {', '.join(one.ours) or '–'} | {one.words} |\n" for one in matches)
        parts.append(f"\n## {peer}\n\n| theirs | ours | |\n|---|---|---|\n{''.join(rows)}")
    parts.append(ALONE + "".join(f"| {state} | {words} |\n" for state, words in sorted(OURS_ALONE.items())))
    return "".join(parts) + POLICY


def misfits(machines: Mapping[str, Machine]) -> Iterator[str]:
    """Names that no machine has, states of ours that the list is silent on, and gaps in it. None: it fits."""
    ours = {f"{machine.name}.{state}" for machine in machines.values() for state in machine.states}
    matched: set[str] = set()
    for peer, matches in PEERS.items():
        for one in matches:
            matched |= set(one.ours)
            yield from (f"{peer} {one.code}: there is no {name}" for name in one.ours if name not in ours)
            if not one.ours and not one.words:
                yield f"{peer} {one.code}: neither a state of ours nor a reason"
    yield from (f"{state}: is explained and does not exist" for state in OURS_ALONE if state not in ours)
    yield from (f"{state}: is matched and called ours alone" for state in OURS_ALONE if state in matched)
    yield from (f"{state}: neither matched nor explained" for state in sorted(ours - matched - set(OURS_ALONE)))
