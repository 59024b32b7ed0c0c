"""A real worker that kills itself at a boundary: `python -m huitou.config.bench.chaos_worker NUMBER`.

Started by `bench chaos --takeovers` on its throw-away database, and by nobody else.
"""

import sys

from huitou.config.cli.installation import start_django


def main() -> None:
    """Work until the blow falls."""
    start_django()
    from huitou.config.bench.chaos_victims import WORKER, kill_self, struck
    from huitou.core import jobs

    with struck(WORKER[int(sys.argv[1])], kill_self):
        jobs.work(concurrency=1)


if __name__ == "__main__":
    main()
