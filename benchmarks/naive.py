"""The same questions as one usually writes them: Flask-Babel for every text, widgets of WTForms, rows through the ORM,
a session and a forgery token in a cookie. Fifteen fields, about as many bytes as a question page.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask, render_template_string, session
from flask_babel import Babel, lazy_gettext
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.csrf.session import SessionCSRF
from wtforms.widgets import CheckboxInput, ListWidget

from citizen.accessibility.locales import DEFAULT
from citizen.config import ROOT

_TEXTS = ("Continue", "Back", "Your answers", "Save and continue", "Help", "Your name", "Your phone number")
_PAGE = """<!doctype html><html lang="zh-Hans"><head><title>{{ _("Your answers") }}</title></head><body>
<header>{% for text in texts %}<p>{{ _(text) }}</p>{% endfor %}</header><main><h1>{{ person.name }}</h1>
<form method="post">{{ form.csrf_token }}{% for field in form if field.name != "csrf_token" %}<div>{{ field.label }}
<p id="{{ field.id }}-hint">{{ field.description }}</p>{{ field(**{"aria-describedby": field.id ~ "-hint"}) }}
{% for _ignored in range(6) %}<span>{{ _("Continue") }}</span>{% endfor %}</div>{% endfor %}
<button>{{ _("Save and continue") }}</button></form></main></body></html>"""


class _Base(DeclarativeBase):
    pass


class _Person(_Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class _Boxes(SelectMultipleField):
    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()


def _form() -> type[Form]:
    """Seven texts, three lists, three choices of six, two of six boxes: forty things to fill in."""
    choices = [(str(n), lazy_gettext(_TEXTS[n])) for n in range(6)]

    class Questions(Form):
        class Meta:
            csrf, csrf_class, csrf_secret = True, SessionCSRF, secrets.token_bytes(20)
            csrf_time_limit = timedelta(minutes=20)

    kinds = [(StringField, 7), (SelectField, 3), (RadioField, 3), (_Boxes, 2)]
    for kind, count in kinds:
        for number in range(count):
            about = {"label": lazy_gettext("Your name"), "description": lazy_gettext("Your phone number")}
            given = {} if kind is StringField else {"choices": choices}
            setattr(Questions, f"{kind.__name__.lower()}_{number}", kind(**about, **given))
    return Questions


def create() -> Flask:
    """The whole application; its one row lies in memory."""
    made = Flask("naive")
    made.secret_key = secrets.token_bytes(20)
    made.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    Babel(made, locale_selector=lambda: DEFAULT.babel)
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool, connect_args={"check_same_thread": False})
    _Base.metadata.create_all(engine)
    with Session(engine) as opened:
        opened.add(_Person(id=1, name="甲"))
        opened.commit()
    questions = _form()

    def page() -> str:
        with Session(engine) as opened:
            person = opened.get_one(_Person, 1)
            filled = questions(meta={"csrf_context": session})
            return render_template_string(_PAGE, form=filled, person=person, texts=_TEXTS)

    made.add_url_rule("/", "page", page)
    return made
