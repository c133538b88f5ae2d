from __future__ import annotations

import pytest
from flask import Flask

from citizen.web.pages import local_path


@pytest.mark.parametrize("path", ["/", "/check", "/programmes?district=tongzhou", "/a/b?x=/y"])
def test_paths_of_this_site_are_kept(path: str) -> None:
    assert local_path(path, default="/home") == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "check",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/a\r\nX: y",
    ],
)
def test_anything_else_becomes_the_default(path: str | None) -> None:
    assert local_path(path, default="/home") == "/home"


def test_built_files_are_compressed_hashed_and_kept_for_ever(app: Flask) -> None:
    from citizen.web import assets

    names = assets.build()
    built = f"/static/dist/{names['css/site.css']}"
    client = app.test_client()
    with client.get(built, headers={"Accept-Encoding": "br, gzip"}) as response:
        body = response.data
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == "br"
    assert response.mimetype == "text/css"
    assert "immutable" in response.headers["Cache-Control"]
    assert len(body) < 10_000
    with client.get(built) as plain:
        assert plain.data == assets.small_sheet(assets.style_sheet())
    assert client.get(built + ".br").status_code == 404
    assert client.get("/static/dist/names.json").status_code == 404
