"""Words that are not ours on a page: names, references, codes, what somebody typed."""

from __future__ import annotations

from markupsafe import Markup, escape


def typed(text: str) -> Markup:
    """Kept apart from our words: direction and language are its own."""
    return Markup("<bdi>{}</bdi>").format(text)


def chinese(text: str) -> Markup:
    """A name that exists in Chinese only, such as that of a street: read with a Chinese voice on every page."""
    return Markup('<bdi lang="zh-Hans">{}</bdi>').format(text)


def sentence(text: str, **values: Markup | str) -> Markup:
    """A translated sentence of ours, with marked words in it."""
    return escape(text) % values
