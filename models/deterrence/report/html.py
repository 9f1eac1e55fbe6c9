"""HTML from nested calls: text is escaped, markup is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

VOID = frozenset({"br", "img", "meta"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(tag: str, *children: str, **attributes: str) -> Markup:
    """One element; a trailing underscore of an attribute's name is dropped, an inner one becomes a hyphen.

    Examples
    --------
    >>> element("p", "a < b ", element("em", "always"), class_="note")
    '<p class="note">a &lt; b <em>always</em></p>'
    """
    given = "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"' for name, value in attributes.items())
    if tag in VOID:
        return Markup(f"<{tag}{given}>")
    return Markup(f"<{tag}{given}>{fragment(*children)}</{tag}>")


def fragment(*children: str) -> Markup:
    """Children one after the other."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child, quote=False) for child in children))


def paragraphs(*texts: str) -> Markup:
    """Each text as a paragraph."""
    return fragment(*(element("p", text) for text in texts))


def items(texts: Iterable[str]) -> Markup:
    """Each text as an entry of a list."""
    return element("ul", *(element("li", text) for text in texts))


def terms(pairs: Iterable[tuple[str, str]]) -> Markup:
    """A list of terms and what is said of each."""
    return element("dl", *(fragment(element("dt", term), element("dd", text)) for term, text in pairs))


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, class_: str = "") -> Markup:
    """A table whose first column heads the rows.

    Parameters
    ----------
    caption : str
    head : sequence of str
    rows : iterable of sequences as long as the head
    class_ : str, optional

    Raises
    ------
    ValueError
        If a row is not as long as the head.

    Examples
    --------
    >>> print(table("Squares", ("x", "y"), [("2", "4")]))
    <div class="scroll"><table><caption>Squares</caption><thead><tr><th scope="col">x</th>...</div>
    """
    body = []
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"a row of the table {caption!r} needs {len(head)} cells; got {len(row)}")
        first, *rest = row
        body.append(element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in rest)))
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *(element("th", title, scope="col") for title in head))),
            element("tbody", *body),
            **({"class_": class_} if class_ else {}),
        ),
        class_="scroll",
    )


def symbol(text: str) -> Markup:
    """A symbol with what follows an underscore as its index.

    Examples
    --------
    >>> symbol("p_w")
    'p<sub>w</sub>'
    """
    letter, _, index = text.partition("_")
    return fragment(letter, element("sub", index)) if index else fragment(letter)


def symbols(text: str) -> Markup:
    """A text in which every symbol with an index, such as p_w, is set as one."""
    return fragment(*(symbol(part) if "_" in part else part for part in re.split(r"(\b\w_\w+)", text)))


def section(identifier: str, title: str, *children: str, level: int = 2) -> Markup:
    """A section with its heading."""
    return element("section", element(f"h{level}", title), *children, id=identifier)
