"""The benchmarks: each module `<name>_bench` has `options_of(arguments)`, asked before anything is made, and
`measure(arguments, say)`, run by `huitou bench <name>`.

They run on a throw-away database whose installation is open; each measures its floor in the same run.
"""

from collections.abc import Callable, Mapping, Sequence

Figures = Mapping[str, float | int | str]
Measure = Callable[[Sequence[str], Callable[[str], None]], Figures]
