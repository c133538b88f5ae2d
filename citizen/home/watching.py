"""What stands around every request, whatever becomes of it: a way to answer odd hosts, the log, and what is counted."""

from __future__ import annotations

from flask import Flask

from citizen.config import Settings
from citizen.home import metrics
from citizen.web import log_lines, measuring, odd_hosts


def install(app: Flask, settings: Settings) -> None:
    """First of all: what is installed later is seen from here."""
    odd_hosts.install(app)
    log_lines.install(settings.log_lines)
    observers = [metrics.install(app, settings)]
    if settings.log_lines != log_lines.NONE:
        observers.append(log_lines.write_answer)
    measuring.install(app, *(one for one in observers if one is not None))
