"""The page: its frame, its box on top and its contents."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files

from deterrence.report.html import Markup, element, fragment

TITLE = "What one must believe: deterrence between the United States and militias in Iraq"
BOX = "Payoffs are assumed. This page shows what you must believe for each argument to hold, not which is right."


def page(introduction: Markup, sections: Iterable[tuple[str, str, Markup]]) -> str:
    """The whole page, without scripts and without anything loaded from elsewhere.

    Parameters
    ----------
    introduction : Markup
        What stands below the box.
    sections : iterable of (identifier, title, markup)
    """
    parts = list(sections)
    contents = element(
        "nav",
        element("ol", *(element("li", element("a", title, href=f"#{name}")) for name, title, _ in parts)),
        aria_label="Contents",
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", TITLE),
        element("style", Markup(files("deterrence.report").joinpath("page.css").read_text(encoding="utf-8"))),
    )
    body = element(
        "body",
        element("header", element("h1", TITLE), element("div", element("p", BOX), class_="box", role="note")),
        introduction,
        contents,
        element("main", *(markup for _, _, markup in parts)),
    )
    return "<!DOCTYPE html>\n" + element("html", fragment(head, body), lang="en") + "\n"
