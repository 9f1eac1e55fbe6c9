"""Configuration of Sphinx; the pages of the reference are written here, one per public module."""

import importlib
import pkgutil
import re
from pathlib import Path

from docutils.nodes import SkipNode
from latex2mathml.converter import convert

project = "gametheory-deterrence"
author = "The gametheory developers"
copyright = "2026, the gametheory developers"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "gametheory and deterrence"
html_static_path = ["static"]
html_css_files = ["wide.css"]
html_math_renderer = "mathml"
root_doc = "index"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # docstrings give shapes, which say more
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
napoleon_attr_annotations = False

# Types are prose, in which Sphinx takes words for names: "players" is an attribute of several games.
suppress_warnings = ["ref.python"]

PRIVATE = {
    "gametheory.arguments", "gametheory.double_description", "gametheory.integer_pivoting", "gametheory.kernels",
    "gametheory.profile", "gametheory.value", "deterrence.checks",
}
PAGE = """# {title}

```{{eval-rst}}
.. automodule:: {module}
   :members: {names}
```
"""


def public_modules():
    """The root of each package and the modules directly below it."""
    for package in map(importlib.import_module, ["gametheory", "deterrence"]):
        yield package
        for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            if found.name not in PRIVATE and not found.name.rpartition(".")[2].startswith("_"):
                yield importlib.import_module(found.name)


def public_names(module):
    """What a module exports; without `__all__`, what it defines."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    return [
        name
        for name, thing in vars(module).items()
        if not name.startswith("_") and getattr(thing, "__module__", None) == module.__name__
    ]


def write_reference(app):
    """Each public thing on the page of the first module that exports it, so that it has one address."""
    folder = Path(app.srcdir) / "reference" / "generated"
    folder.mkdir(exist_ok=True)
    documented, pages = set(), set()
    for module in public_modules():
        fresh = [name for name in public_names(module) if id(getattr(module, name)) not in documented]
        documented |= {id(getattr(module, name)) for name in fresh}
        if not fresh:
            continue
        page = folder / f"{module.__name__}.md"
        text = PAGE.format(title=f"`{module.__name__}`", module=module.__name__, names=", ".join(fresh))
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8")
        pages.add(page)
    for page in set(folder.glob("*.md")) - pages:
        page.unlink()


def escape_shapes(app, what, name, thing, options, lines):
    """Docstrings write shapes plainly, (*batch, N); to reStructuredText the star would begin an emphasis."""
    for row, line in enumerate(lines):
        if not line.lstrip().startswith((">>>", "...")):
            parts = re.split("(``.*?``)", line)
            parts[::2] = [re.sub(r"(?<=[(\s])\*(?=\w+[,)])", r"\\*", part) for part in parts[::2]]
            lines[row] = "".join(parts)


def skip_aliases(app, what, name, thing, skip, options):
    """The fields of a named tuple are described by its own docstring."""
    return True if type(thing).__name__ == "_tuplegetter" else None


def inline_mathml(translator, node):
    translator.body.append(convert(node.astext()))
    raise SkipNode


def block_mathml(translator, node):
    """A formula of its own; lines that ``\\\\`` ends, aligned at ``&``, are rows as in LaTeX's aligned."""
    text = node.astext()
    if "\\\\" in text and "\\begin" not in text:
        text = f"\\begin{{aligned}}{text}\\end{{aligned}}"
    translator.body.append(translator.starttag(node, "div", CLASS="math", style="overflow-x: auto"))
    translator.body.append(convert(text, display="block") + "</div>")
    raise SkipNode


def setup(app):
    # Browsers show MathML without a script from elsewhere: the pages can be read offline.
    app.add_html_math_renderer("mathml", (inline_mathml, None), (block_mathml, None))
    app.connect("autodoc-skip-member", skip_aliases)
    app.connect("builder-inited", write_reference)
    app.connect("autodoc-process-docstring", escape_shapes, priority=400)  # before napoleon, at 500
