"""The edition of the rules: a fingerprint that is the same as long as the same facts get the same verdicts.

It covers what decides: conditions, periods, what documents are, parameters, and the code of this room, as some
conventions stand there. Names and descriptions may be rewritten without anybody's check being looked at again; after a
new release each check is looked at once, which changes nothing where nothing changed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from citizen.eligibility.catalogue import FOLDER, Catalogue
from citizen.eligibility.implications import FILE as IMPLICATIONS
from citizen.eligibility.programme import Criterion, Programme


@lru_cache(maxsize=4)
def edition_of(catalogue: Catalogue) -> str:
    """64 hexadecimal digits, the same in every process and on every machine with the same files."""
    deciding = {
        "programmes": {one.id: _deciding_part(one) for one in catalogue.programmes.values()},
        "documents": {document.id: document.basis for document in catalogue.documents.values()},
        "facts": {fact.id: [fact.kind, fact.values, fact.other_values] for fact in catalogue.facts.values()},
        "parameters": sorted(json.dumps(_plain([v.key, v.value, v.period])) for v in catalogue.parameters.values),
        "code": [
            hashlib.sha256(path.read_bytes()).hexdigest() for path in (*sorted(FOLDER.glob("*.py")), IMPLICATIONS)
        ],
    }
    return hashlib.sha256(json.dumps(_plain(deciding), sort_keys=True).encode()).hexdigest()


def _deciding_part(programme: Programme) -> list[object]:
    runs = {run.district: [run.decidability, run.period] for run in programme.runs.values()}
    return [programme.audience, sorted(programme.needs), runs, [_condition(one) for one in programme.criteria]]


def _condition(criterion: Criterion) -> list[object]:
    return [criterion.rule, criterion.district, criterion.source.document, criterion.any_group, criterion.period]


def _plain(value: object) -> object:
    """JSON of any value of a catalogue; sets in a fixed order."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return [type(value).__name__, *(_plain(getattr(value, field.name)) for field in dataclasses.fields(value))]
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(one) for one in value), key=repr)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (dt.date, Decimal)):
        return str(value)
    return value
