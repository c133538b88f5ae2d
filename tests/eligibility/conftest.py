from __future__ import annotations

import pytest

from citizen.eligibility import catalogue as policy
from citizen.eligibility.catalogue import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return policy.load()
