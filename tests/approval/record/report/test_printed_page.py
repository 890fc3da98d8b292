"""What of report.html goes on paper: all summaries, and of what there may be thousands as much as somebody reads."""

from typing import Any

import regex

from approval.record.pdf.letters import breakable
from approval.record.pdf.page import MOST, MOST_ROWS, read_page


def said(piece: Any) -> str:
    if isinstance(piece, str):
        return piece
    return "".join(map(said, piece["children"]))


def tags(piece: Any) -> list[str]:
    return [] if isinstance(piece, str) else [piece["tag"], *(tag for each in piece["children"] for tag in tags(each))]


def page(html: str) -> Any:
    return read_page(html, lambda text: text)


def test_what_is_for_a_screen_or_as_long_as_the_record_is_left_out() -> None:
    html = (
        "<html><head><title>x</title></head><body><a class='skip'>skip</a><nav><ul><li>to</li></ul></nav>"
        "<p>Said <a href='#f1'>3<span class='unseen'> (of)</span></a>.</p>"
        "<section id='lists'><p>1 2<br>3</p></section><section id='entries'>all</section><p>after</p></body></html>"
    )
    assert said(page(html)) == "Said 3.after"


def test_of_thousands_some_are_shown_and_the_rest_is_counted() -> None:
    cards = "".join(f"<li><p>card {number}</p></li>\n" for number in range(MOST + 450))
    assert said(page(f"<ul class='cards'>\n{cards}</ul>")).endswith(
        f"card {MOST - 1}450 more stand in report.html, in the attached bundle."
    )
    articles = "".join(f"<article><p>{number}</p></article>\n" for number in range(MOST + 1))
    assert tags(page(f"<section>\n<h2>x</h2>{articles}</section>")).count("article") == MOST
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(MOST_ROWS + 1234))
    told = page(f"<table><tbody>{rows}</tbody></table>")
    assert tags(told).count("tr") == MOST_ROWS
    assert said(told).endswith("1,234 more stand in report.html, in the attached bundle.")


def test_as_many_as_are_shown_are_all() -> None:
    cards = "".join(f"<li><p>card {number}</p></li>\n" for number in range(MOST))
    assert "rest" not in tags(page(f"<ul class='cards'>\n{cards}</ul>"))


def test_lines_of_a_wording_end_where_they_did_and_other_space_is_one() -> None:
    assert tags(page("<blockquote>one\ntwo</blockquote>")) == ["", "blockquote", "br"]
    assert page("<p>one\n   two</p>")["children"][0]["children"] == ["one two"]


def test_a_chart_is_carried_over_as_it_is_drawn_with_its_words() -> None:
    drawing = '<svg viewBox="0 0 1 1"><title id="t">A &amp; B</title><clipPath id="c"/></svg>'
    (chart,) = page(f"<figure>{drawing}</figure>")["children"][0]["children"]
    assert (chart["children"], chart["alt"]) == ([drawing], "A & B")


def test_a_tag_that_nobody_foresaw_loses_no_word() -> None:
    assert said(page("<main><aside>new <em>words</em></aside></main>")) == "new words"


def test_a_long_word_can_be_broken_between_whole_shapes() -> None:
    word = "a" * 30 + "👩🏽\u200d🚒" * 20 + "é" * 30
    pieces = breakable(f"see {word} there")
    assert "".join(pieces) == f"see {word} there"
    assert len(pieces) > 5
    assert max(len(regex.findall(r"\X", each)) for each in pieces) <= 18
    assert all(not each.startswith(("\u200d", "🏽", "\u0301")) for each in pieces)
    assert breakable("short words only") == ["short words only"]
    assert breakable("") == []
