from collections import Counter

import pytest

from tests.cases.test_never_sticks import *

total = Counter()
@pytest.mark.parametrize(("seed", "stubborn"), WALKS)
def test_probe(world, seed, stubborn):
    walk = Walk(world, seed, stubborn=stubborn)
    for _ in range(STEPS):
        walk.step()
    walk.end()
    total.update(walk.done)
    with in_shop(world.shop):
        total.update("STATE " + s for s in Case.objects.values_list("state", flat=True))
        total.update("EVENT " + s for s in Event.objects.values_list("kind", flat=True))
def test_show():
    print(sorted(total.items()))
    assert 0
