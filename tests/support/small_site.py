"""A page that passes the audit, and a small site of such pages: ground for the tests of the test support."""

from __future__ import annotations

from flask import Flask, redirect, request, session
from werkzeug.wrappers import Response

SERVICE = "残疾人服务"
PAGE = """<!DOCTYPE html>
<html lang="zh-Hans" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{prefix}{h1} – 残疾人服务</title></head>
<body><a href="#main">跳到主要内容</a>
<header><a href="/">残疾人服务</a>
<nav aria-label="语言"><ul><li><a href="?lang=en" lang="en" hreflang="en">English</a></li></ul></nav></header>
<main id="main" tabindex="-1">{before}<h1>{h1}</h1>{content}</main>
<aside id="help" aria-labelledby="help-title"><h2 id="help-title">需要帮助？</h2><p>请拨打 12345。</p>
<p><a href="/help#text">写给我们</a></p></aside>
<footer><p>本服务免费。</p></footer>
<div id="a11y-status" role="status" aria-live="polite" aria-atomic="true"></div>
</body></html>"""
SUMMARY = """<section class="error-summary" tabindex="-1" autofocus aria-labelledby="problems">
<h2 id="problems">有 1 处需要修改</h2><ul><li><a href="#name">请填写姓名</a></li></ul></section>"""
FORM = """<form method="post" action="/form" enctype="multipart/form-data" novalidate>
<input type="hidden" name="csrf_token" value="known">
<label for="name">姓名</label>{error}<input id="name" name="name" value="" {invalid}>
<fieldset><legend>出生日期</legend>
<label for="y">年</label><input id="y" name="y"><label for="m">月</label><input id="m" name="m">
<label for="d">日</label><input id="d" name="d"></fieldset>
<fieldset><legend>您在为谁办理？</legend>
<input type="radio" id="who-1" name="who" value="self"><label for="who-1">我自己</label>
<input type="radio" id="who-2" name="who" value="other"><label for="who-2">我的家人</label></fieldset>
<input type="checkbox" id="agree" name="agree" value="yes"><label for="agree">我同意</label>
<label for="kind">类别</label>
<select id="kind" name="kind"><option value="a">肢体</option><option value="b">视力</option></select>
<label for="note">说明</label><textarea id="note" name="note"></textarea>
<label for="file">残疾人证</label><input type="file" id="file" name="file">
<button type="submit" name="next" value="1">继续</button>
<button type="submit" name="later" value="1">以后再填</button></form>
<p hidden><a href="/secret">看不见的链接</a></p>
<ul><li>甲 <a href="/thing/1">更改<span class="visually-hidden">甲</span></a></li>
<li>乙 <a href="/thing/2">更改<span class="visually-hidden">乙</span></a></li></ul>
<p><a href="/file">下载日历文件</a> <a href="https://example.org/">别的网站</a></p>"""
SEARCH = """<form method="get" action="/search"><label for="q">查找</label><input id="q" name="q">
<button>搜索</button></form>"""


def page(h1: str = "您的联系方式", content: str = "<p>内容</p>", before: str = "", prefix: str = "") -> str:
    return PAGE.format(h1=h1, content=content, before=before, prefix=prefix)


def small_site() -> Flask:
    """`/form` tells on `/told` exactly what was sent to it."""
    app = Flask(__name__)
    app.secret_key = "for tests of the test support only"
    app.add_url_rule("/form", view_func=_form, methods=["GET"])
    app.add_url_rule("/form", view_func=_send, methods=["POST"])
    app.add_url_rule("/told", view_func=_told)
    app.add_url_rule("/thing/<int:number>", view_func=_thing)
    app.add_url_rule("/search", view_func=_search)
    app.add_url_rule("/bad", view_func=_bad)
    app.add_url_rule("/file", view_func=_file)
    return app


def _form() -> str:
    return page("表格", FORM.format(error="", invalid=""))


def _send() -> Response | tuple[str, int]:
    if not request.form["name"]:
        error = '<p id="name-error">错误：请填写姓名</p>'
        content = FORM.format(error=error, invalid='aria-invalid="true" aria-describedby="name-error"')
        return page("表格", content, before=SUMMARY, prefix="错误："), 422
    pairs = [f"{name}={value!r}" for name, value in request.form.items(multi=True)]
    files = [f"{name}={file.filename!r}:{file.read()!r}" for name, file in request.files.items()]
    session["told"] = " ".join(pairs + files)
    return redirect("/told", code=303)


def _told() -> str:
    return page("收到", f"<p><bdi>{session.get('told', '')}</bdi></p>")


def _thing(number: int) -> str:
    return page(f"第 {number} 项")


def _search() -> str:
    return page("查找", f"{SEARCH}<p>{request.args.get('q', '')}</p>")


def _bad() -> str:
    return page(content="<a href='#'>点击这里</a>")


def _file() -> Response:
    headers = {"Content-Disposition": 'attachment; filename="a.ics"'}
    return Response("BEGIN:VCALENDAR", mimetype="text/calendar", headers=headers)
