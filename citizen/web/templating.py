"""How templates are run: as Jinja does it, with the same output, and less work for each text, call and import.

A page holds hundreds of texts and calls of macros. Jinja finds out for each of them, each time, whether it wants the
context, and asks the catalogue; here texts are looked up in a table, and what can be called is told apart once.
"""

from __future__ import annotations

from types import FunctionType, MethodType
from typing import Any

from flask import g
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import Template, TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from citizen.web.texts import Texts

_TEXT_CALLS = {"_": "said", "gettext": "said", "ngettext": "counted"}
_current = g._get_current_object  # type: ignore[attr-defined]  # of the proxy, which has no types
_NEVER_ESCAPED = (int, float)


def texts_now() -> Texts:
    """The texts of the language this request (or `i18n.speaking`) is in."""
    texts: Texts = _current().texts
    return texts


def shown(value: object) -> str:
    """Escaped as markupsafe does it; most of what a page prints is a plain string, or markup already."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]  # that is what it is
    return escape(value)


def said(texts: Texts, message: str, /, **values: Any) -> Markup:
    """A text with its values, which are escaped."""
    if not values:
        return texts.printed[message]
    return _filled(texts.words[message], values)


def counted(texts: Texts, singular: str, plural: str, number: int, /, **values: Any) -> Markup:
    """A text in the form the number asks for."""
    return _filled(texts.translations.ngettext(singular, plural, number), {"num": number, **values})


def _filled(text: str, values: dict[str, Any]) -> Markup:
    escaped = {name: value if type(value) in _NEVER_ESCAPED else shown(value) for name, value in values.items()}
    return Markup(text % escaped)  # noqa: S704  our own text, its values escaped


class PageCode(CodeGenerator):
    """Texts are looked up directly: without asking what `_` is, and without the context."""

    def visit_Call(  # noqa: N802  the name of the visitor's method
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        is_marked = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        if called not in _TEXT_CALLS or not is_marked or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
        elif called != "ngettext" and not node.kwargs and isinstance(node.args[0], nodes.Const):
            self.write(f"texts_now().printed[{node.args[0].value!r}]")
        else:
            self.write(f"{_TEXT_CALLS[called]}(texts_now()")
            self.signature(node, frame)
            self.write(")")


class PageContext(Context):
    """Knows what most calls of a page are: macros, and functions that want nothing of the context."""

    def __init__(self, environment: Any, parent: Any, name: Any, blocks: Any, globals: Any = None) -> None:
        super().__init__(environment, parent, name, blocks)  # what is global is so for all templates: nothing to note

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  values may be called `self`
        kind = type(__obj)
        if kind is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return __obj(__self.eval_ctx, *args, **kwargs)
        if (kind is not FunctionType and kind is not MethodType) or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)


class PageTemplate(Template):
    """Its macros are made once. No template is given globals of its own, so they are the same for every page."""

    @classmethod
    def from_code(cls, environment: Any, code: Any, globals: Any, uptodate: Any = None) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        names = {"texts_now": texts_now, "said": said, "counted": counted, "escape": shown}
        template.root_render_func.__globals__.update(names)  # type: ignore[attr-defined]  # a function of the template
        return template

    def _get_default_module(self, _context: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class PageEnvironment(Environment):
    """Finds a template that was found before without asking the loader again."""

    code_generator_class = PageCode
    context_class = PageContext
    template_class = PageTemplate

    def __init__(self, app: Any, **options: Any) -> None:
        self._found: dict[str, Template] = {}
        super().__init__(app, **options)

    def make_globals(self, d: Any) -> Any:
        """No template has globals of its own: those of all are quicker to copy than a chain of two tables."""
        return super().make_globals(d) if d else self.globals

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        found = self._found.get(name) if globals is None and isinstance(name, str) else None
        if found is not None:
            return found
        template = super().get_template(name, parent, globals)
        if not self.auto_reload and isinstance(name, str):
            self._found[name] = template
        return template
