"""The classes of devices with their steps, as device_classes.toml says them, read once and whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from citizen.pathways.terms import PathwayKind, StepKind

_FILE = Path(__file__).parent / "device_classes.toml"
#: Of a plan of rehabilitation. Sessions are added one by one, as many as there are.
PLAN_STEPS = (StepKind.ASSESSMENT, StepKind.SESSION, StepKind.REVIEW)
NOT_SURE = "not_sure"


@dataclass(frozen=True, slots=True)
class DeviceClass:
    """One class: how it is called, to which group it belongs, which steps lead to it."""

    code: str
    group: str
    name: Mapping[str, str]
    steps: tuple[StepKind, ...]


@dataclass(frozen=True, slots=True)
class Classes:
    """All of the file."""

    groups: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, DeviceClass]
    programmes: Mapping[PathwayKind, tuple[str, ...]]
    services: Mapping[PathwayKind, Mapping[StepKind, tuple[str, ...]]]

    def kind_of_programme(self, programme: str) -> PathwayKind | None:
        """Which way this programme opens; None: none."""
        return next((kind for kind, programmes in self.programmes.items() if programme in programmes), None)

    def steps_of(self, kind: PathwayKind, device: str | None) -> tuple[StepKind, ...]:
        """The steps of a way, in order."""
        if kind is not PathwayKind.DEVICE:
            return PLAN_STEPS
        return self.classes[device or NOT_SURE].steps

    def services_of(self, kind: PathwayKind, step: StepKind) -> tuple[str, ...]:
        """Codes of the services that are booked for a step, best first."""
        return self.services[kind].get(step, ())


@cache
def load() -> Classes:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    classes = [
        DeviceClass(one["code"], one["group"], _words(one), tuple(StepKind(step) for step in one["steps"]))
        for one in data["class"]
    ]
    return Classes(
        groups={code: _words(one) for code, one in data["groups"].items()},
        classes={one.code: one for one in classes},
        programmes={PathwayKind(kind): tuple(ids) for kind, ids in data["programmes"].items()},
        services={
            PathwayKind.DEVICE: _services(data["services"]),
            **{PathwayKind(kind): _services(one) for kind, one in data["plan_services"].items()},
        },
    )


def _services(table: Mapping[str, list[str]]) -> dict[StepKind, tuple[str, ...]]:
    return {StepKind(step): tuple(codes) for step, codes in table.items()}


def _words(one: Mapping[str, str]) -> dict[str, str]:
    return {"zh": one["zh"], "en": one["en"]}
