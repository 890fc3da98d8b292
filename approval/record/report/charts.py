"""Charts as SVG within the page: in black and white, with patterns and numbers, and without a style of their own."""

import io
import re
import threading
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

# Only what this very module had drawn is parsed with it.
from xml.etree import ElementTree

from markupsafe import Markup, escape

from approval.policy.visible import one_line

# More would not be read; the table has all of them.
MOST_BARS = 15
_MOST_LETTERS = 28
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
# The library's settings are the process's, and two bundles may be made at once.
_DRAWING = threading.Lock()
# Lines only: a drawing of dots is a hundred times as long.
_PATTERNS = ("", "////", r"\\\\", "xxxx", "----", "++++")


def bars(name: str, title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Markup:
    """Bars from left to right, one a label, of one part a series; "" where there is nothing to draw.

    `name` is the chart's own in the page. Nothing of it needs colour: each part has a pattern and its number.
    """
    labels = labels[:MOST_BARS]
    if not labels or not any(any(values) for values in series.values()):
        return Markup()
    # Takes a second or two and 50 MB, so only who writes a report has it.
    import matplotlib
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": name,
        "text.parse_math": False,
        "hatch.linewidth": 0.6,
    }
    with _DRAWING, matplotlib.rc_context(settings), warnings.catch_warnings():
        # It measures with a font of its own, which lacks most of the world's letters; the browser draws them.
        warnings.simplefilter("ignore", UserWarning)
        many = len(series) > 1
        figure = Figure(figsize=(7.2, 0.7 + 0.42 * len(labels) + (0.5 if many else 0)), layout="constrained")
        axes = figure.add_subplot()
        places = range(len(labels))
        lefts = [0] * len(labels)
        for (part, values), pattern in zip(series.items(), _PATTERNS, strict=False):
            drawn = axes.barh(
                places,
                values[:MOST_BARS],
                left=lefts,
                label=part,
                color="#fff" if pattern else "#c9d6de",
                edgecolor="#12354a",
                hatch=pattern,
                height=0.62,
            )
            words = [f"{value:,}" if value else "" for value in values[:MOST_BARS]]
            axes.bar_label(
                drawn,
                words,
                label_type="center" if many else "edge",
                padding=0 if many else 4,
                bbox={"facecolor": "#fff", "edgecolor": "none", "pad": 1.5} if many else None,
            )
            lefts = [left + value for left, value in zip(lefts, values, strict=False)]
        axes.set_yticks(places, [_short(label) for label in labels])
        axes.invert_yaxis()
        axes.set_xlim(0, max(lefts) * 1.12)
        axes.xaxis.set_visible(False)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        axes.tick_params(left=False)
        if many:
            figure.legend(loc="outside lower left", ncols=4, frameon=False)
        out = io.BytesIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return _inline(out.getvalue(), name, title)


def _short(label: str) -> str:
    """A label that leaves room for its bar; control characters in it would end the drawing."""
    clean = one_line(label)
    return clean if len(clean) <= _MOST_LETTERS else f"{clean[: _MOST_LETTERS - 1]}…"


def _inline(svg: bytes, name: str, title: str) -> Markup:
    """The drawing as a part of the page, whose policy allows no style but the page's own."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn above, with nothing in it that refers to anything
    for above in list(root.iter()):
        for child in list(above):
            if child.tag in (f"{_SVG}style", f"{_SVG}metadata"):
                above.remove(child)
    for element in root.iter():
        if element.tag == f"{_SVG}g":
            element.attrib.pop("id", None)
        for declaration in element.attrib.pop("style", "").split(";"):
            _attribute(element, *(part.strip() for part in declaration.partition(":")[::2]))
        if _LINK in element.attrib:
            element.set("href", element.attrib.pop(_LINK))
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title", "stroke-linejoin": "round"}
    text = ElementTree.tostring(root, encoding="unicode")
    text = re.sub(r"<(/?)ns0:", r"<\1", text).replace("xmlns:ns0=", "xmlns=")
    head, _, rest = text.partition(">")
    # Every text in it was escaped by the two libraries that wrote it.
    named = Markup('<title id="{}-title">{}</title>').format(name, escape(one_line(title)))
    return Markup(f"{head}>{named}{rest}")  # noqa: S704


def _attribute(element: ElementTree.Element, name: str, value: str) -> None:
    """One declaration of a style as the attribute that says the same."""
    if name == "font-family":
        value = "sans-serif"
    if name and value:
        element.set(name, value)
