"""Checks an evidence bundle without a database, without a network and without Django.

`check_bundle` is the door; `./huitou evidence verify` calls it. Nothing here may import anything else of this project.
"""

from huitou.cases.bundle.verify.checkpoints import Checkpoint, from_mail, from_text
from huitou.cases.bundle.verify.checks import check_bundle
from huitou.cases.bundle.verify.report import Finding, Report

__all__ = ["Checkpoint", "Finding", "Report", "check_bundle", "from_mail", "from_text"]
