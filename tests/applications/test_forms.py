"""Every field of the contact form at its limits: it says yes or what is wrong, and never loses what was typed."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from citizen.applications.forms import FindForm, HelpedContactForm, OwnContactForm

WAYS = st.sampled_from(["text", "email", "call", "letter", "sign", "self", "", "nonsense"])
TEXTS = st.one_of(
    st.text(max_size=260),
    st.sampled_from(
        ["𠮷" * 50, "㛃" * 51, "阿卜杜拉·买买提", "👩🏽‍🦽", "名" * 30, "​", "\x00", "13800001234", "a@b.cn"]
    ),
)


def sent(app: Flask, form_class: type, **values: str) -> OwnContactForm:
    with app.test_request_context("/help"):
        app.preprocess_request()  # language and preferences
        form = form_class(MultiDict({"letter_print": "ordinary", **values}))
        form.valid = form.validate()
        form.kept = form.contact() if form.valid else None
        form.wrong = list(form.problems)
        return form


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, told=WAYS, phone=TEXTS, email=TEXTS, address=TEXTS)
def test_a_contact_form_is_right_or_says_what_is_wrong(
    whole_app: Flask, name: str, told: str, phone: str, email: str, address: str
) -> None:
    form = sent(whole_app, OwnContactForm, name=name, told=told, phone=phone, email=email, address=address)
    assert form.valid is not bool(form.wrong)
    if form.valid:
        assert form.kept["name"]
        assert len(form.kept["name"]) <= 50
        needs = {"text": "phone", "call": "phone", "sign": "phone", "email": "email", "letter": "address"}.get(told)
        assert needs is None or form.kept[needs]
        assert form.kept["language"] == "zh-Hans"
    assert form["phone"].value == form["phone"].tidy(phone)


@pytest.mark.parametrize(
    ("email", "is_one"),
    [
        ("name@example.com", True),
        ("ｎａｍｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", True),
        ("姓名@例子.中国", True),
        ("name@example", False),
        ("@example.com", False),
        ("a b@example.com", False),
        ("n" * 121 + "@example.com", False),
    ],
)
def test_only_what_cannot_be_an_address_is_refused(whole_app: Flask, email: str, is_one: bool) -> None:
    form = sent(whole_app, OwnContactForm, name="王", told="email", email=email)
    assert form.valid is is_one


def test_a_helper_without_any_number_chooses_another_way(whole_app: Flask) -> None:
    given = {"helper_name": "王芳", "name": "王小红", "told": "text"}
    assert sent(whole_app, HelpedContactForm, **given).wrong[0][0] == "phone"
    assert sent(whole_app, HelpedContactForm, **given, helper_phone="13800001234").valid


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reference=TEXTS, code=TEXTS)
def test_nothing_that_is_typed_as_a_reference_is_a_fault(whole_app: Flask, reference: str, code: str) -> None:
    with whole_app.test_request_context("/help"):
        whole_app.preprocess_request()
        form = FindForm(MultiDict({"reference": reference, "code": code}))
        assert form.validate() is not bool(form.problems)
