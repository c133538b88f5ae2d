"""Faults that the suite must find: `make faults` puts each into the running site and runs the tests that must fail.

What a fault is stands in seeded/fault.py, the faults themselves beside it. `FAULTS[name].caught_by` are the node ids
of the tests that notice it; a test that survives every fault it is named for is evidence for nothing.

The register of accessibility shows this evidence: after a change here, `python -m tests.accessibility.evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping

from a11y_tests.seeded.behaviour import BEHAVIOUR
from a11y_tests.seeded.fault import Fault, by_name
from a11y_tests.seeded.forms import FORMS
from a11y_tests.seeded.kiosk import KIOSK
from a11y_tests.seeded.looks import LOOKS
from a11y_tests.seeded.structure import STRUCTURE
from a11y_tests.seeded.words import WORDS

__all__ = ["FAULTS", "Fault"]

FAULTS: Mapping[str, Fault] = by_name((FORMS, STRUCTURE, WORDS, LOOKS, BEHAVIOUR, KIOSK))
