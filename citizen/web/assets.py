"""Static files. The parts of the style sheet are joined into one file; built files carry a hash of their content in
the name, are compressed ahead (brotli and gzip) and may be kept for ever. Without a build the sources are served.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
from pathlib import Path

import brotli
import click
import rcssmin
import rjsmin
from flask import Flask, Response, abort, request, send_from_directory

from citizen.web import first_view
from citizen.web.access import open_to_all

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
DIST = STATIC / "dist"
STYLE_PARTS = ("tokens", "base", "components", "pages", "preferences", "print")
_log = logging.getLogger("citizen.assets")
_FOR_EVER = 31_536_000
_COMPRESSIBLE = {".css", ".js", ".svg", ".vtt", ".json", ".txt"}


def style_sheet() -> bytes:
    """The one style sheet, joined from its parts."""
    return b"\n".join((STATIC / "css" / f"{part}.css").read_bytes() for part in STYLE_PARTS)


def build() -> dict[str, str]:
    """Write hashed and compressed files to static/dist; returns logical name -> built name."""
    sources = _sources()
    names = {name: _built_name(name, content) for name, content in sources.items()}
    for name, content in sources.items():
        target = DIST / names[name]
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        if target.suffix in _COMPRESSIBLE:
            target.with_name(target.name + ".br").write_bytes(brotli.compress(content, quality=11))
            target.with_name(target.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    (DIST / "names.json").write_text(json.dumps(names, indent=1, sort_keys=True), encoding="utf-8")
    return names


def install(app: Flask) -> None:
    """`static_url` for templates, and the routes behind it."""
    names = _built_names() if app.config["USE_BUILT_ASSETS"] else {}
    app.extensions["built_assets"] = names

    def static_url(name: str) -> str:
        return f"/static/dist/{names[name]}" if name in names else f"/static/{name}"

    app.jinja_env.globals["static_url"] = static_url
    app.add_url_rule("/static/<path:name>", "static", open_to_all(_serve))


def bring_style_along(app: Flask) -> None:
    """First views, if there is a build: without one, sheets change under the hands of whoever writes them."""
    if built := app.extensions["built_assets"].get("css/site.css"):
        first_view.install(app, address=f"/static/dist/{built}", sheet=small_sheet(style_sheet()).decode())


def _serve(name: str) -> Response:
    if name == "css/site.css":
        response = Response(style_sheet(), mimetype="text/css")
    elif name.startswith("dist/"):
        response = _serve_built(name)
    else:
        response = send_from_directory(STATIC, name, conditional=True)
    if name.endswith(".vtt"):
        response.mimetype = "text/vtt"
    return response


def _serve_built(name: str) -> Response:
    """The compressed twin where the browser takes it; whitenoise or a proxy may do this in front as well."""
    if name.endswith((".br", ".gz", ".json")):
        abort(404)
    for suffix, encoding in ((".br", "br"), (".gz", "gzip")):
        if request.accept_encodings.quality(encoding) and (STATIC / (name + suffix)).exists():
            response = send_from_directory(STATIC, name + suffix, conditional=False)
            response.headers["Content-Encoding"] = encoding
            response.mimetype = _mimetype(name)
            break
    else:
        response = send_from_directory(STATIC, name, conditional=True)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={_FOR_EVER}, immutable"
    return response


def _mimetype(name: str) -> str:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".vtt": "text/vtt"}
    return kinds.get(Path(name).suffix, "application/octet-stream")


def _built_name(name: str, content: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{suffix}"


def _sources() -> dict[str, bytes]:
    """Logical name -> content of every file that browsers load; not the films, which are large and change singly."""
    sources = {"css/site.css": small_sheet(style_sheet())}
    for path in sorted(STATIC.rglob("*")):
        name = path.relative_to(STATIC).as_posix()
        is_part = name.startswith("css/") and not name.startswith("css/extra/")
        if path.is_file() and not is_part and not name.startswith(("dist/", "sign/")) and not path.name.startswith("."):
            sources[name] = _without_comments(name, path.read_bytes())
    return sources


def _without_comments(name: str, content: bytes) -> bytes:
    """Style and scripts of our own travel without what is there for those who read them."""
    if name.endswith(".css"):
        return small_sheet(content)
    is_ours = name.endswith(".js") and not name.endswith(".min.js")
    return rjsmin.jsmin(content) if is_ours else content


def small_sheet(content: bytes) -> bytes:
    """The same rules without comments and needless space."""
    made: bytes = rcssmin.cssmin(content)
    return made


def _built_names() -> dict[str, str]:
    """The names of the last build, if it still matches the sources."""
    manifest = DIST / "names.json"
    if not manifest.exists():
        return {}
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    if names != {name: _built_name(name, content) for name, content in _sources().items()}:
        if click.get_current_context(silent=True) is None:  # a command serves nothing, and its words are its own
            _log.warning("static/dist is not the newest: serving the sources (run `flask --app app assets build`)")
        return {}
    return names
