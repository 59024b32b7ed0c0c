"""Imports: connectors' drafts streamed into the tables, with a report. The command line and the setup call `run`."""

from huitou.orders.imports.report import ImportReport
from huitou.orders.imports.run import Job, choose, run

__all__ = ["ImportReport", "Job", "choose", "run"]
