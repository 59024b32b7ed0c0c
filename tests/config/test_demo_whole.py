"""A demo that was cut off while it was built is cleared away and built again; a whole one stays as it is."""

import pytest

from huitou.accounts.models import SetupRun, Staff
from huitou.cases.models import Case
from huitou.config.demo import build as building
from huitou.config.demo import build as build_demo
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop

pytestmark = pytest.mark.slow
