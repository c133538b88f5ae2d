"""What gunicorn reads by itself when it starts here. What the command line says goes before it.

The application is loaded and warmed up once, and the workers are made from that: they share what it takes in memory.
So HUP replaces the workers, but brings no new program; for that, start gunicorn anew or send USR2 (docs/deploy.md).
"""

import contextlib
import ctypes
import gc
import os
import re
import tempfile

from gunicorn.glogging import Logger

#: A picture on the screen leads a phone to /phone/<key>; until somebody starts there, whoever has the key can add
#: photos. The square of a sign-in card leads to /sign-in/card/<code>, which is good until the card ends.
_KEY = re.compile(r"(/phone/|/sign-in/card/)(?!(?:photos|done|opened|new|lost)\b)[^\s/?\"]+")

_is_measured = os.environ.get("METRICS_TOKEN") or os.environ.get("METRICS_NETWORKS")
if _is_measured and not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    # Each worker counts in files of its own in this folder, and any of them can add all up; see
    # docs/operations-metrics.md. Made once: a reload goes on counting, and so does the next version.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="citizen-metrics-")


with contextlib.suppress(AttributeError, OSError):  # only the GNU C library has this
    # Python's threads take turns, so one heap serves them all; by default each gets its own and keeps what was free.
    ctypes.CDLL(None).mallopt(-8, 1)  # M_ARENA_MAX


class QuietLogger(Logger):
    """The access log, if one is switched on, with every key in an address left out."""

    def atoms(self, resp, req, environ, request_time):
        return {
            name: _KEY.sub(r"\1-", value) if isinstance(value, str) else value
            for name, value in super().atoms(resp, req, environ, request_time).items()
        }


def when_ready(server):
    """Before the first worker is made. What the pages need is in memory then, and is no longer looked through for
    rubbish, which would copy it into every worker.
    """
    from citizen.home.warm_up import warm_up
    from citizen.web.site import Site

    application = server.app.wsgi()
    if isinstance(application, Site):  # any other is a stand-in of tests and benchmarks and has no pages
        warm_up(application)
    gc.collect()
    gc.freeze()


logger_class = QuietLogger
preload_app = True
worker_class = "gthread"
threads = 4
# A worker has this long to finish what it was asked before it is replaced.
graceful_timeout = 30
