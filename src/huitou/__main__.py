"""`python -m huitou`, which `./huitou` at the root of the repository runs."""

from huitou.config.cli import main

main()
