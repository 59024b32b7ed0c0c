"""The base of everything that keeps a command from starting; each subclass stands beside the code that raises it.

The command line prints the message and ends with status 1. The message says what to do, without a traceback.
"""


class StartUpFailed(RuntimeError):
    """A command cannot go on; the message says what to do next."""
