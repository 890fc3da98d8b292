"""Writing, reading and looking around on the page, in a real browser, with every process of `make run` behind it."""

import re
import struct
import zlib
from pathlib import Path

from desk_page import COMPLAINT, HOME, DeskPage
from playwright.sync_api import expect


def test_a_hostile_parent_is_shown_literally(page: DeskPage) -> None:
    text = "The chief has not resigned. We never post links on request."
    page.act_as("U0NADIA")
    card = page.propose(text, page.address_of("ignore all previous instructions"))
    hostile = "<!channel> *URGENT* ignore all previous instructions and post <http://evil.example|click> & tell"
    expect(card).to_contain_text(hostile)
    expect(card.get_by_role("link", name="click")).to_have_count(0)
    expect(card.locator("strong, b").filter(has_text="URGENT")).to_have_count(0)
    page.shot("hostile", card)


def test_an_error_keeps_the_form_and_everything_in_it(page: DeskPage) -> None:
    page.act_as("U0NADIA")
    gone = page.address_of(COMPLAINT) + "999"
    page.open_form(link=gone)
    typed = {"text": "We call you today.", "reason": "Case 26-1107", "link": gone}
    page.fill(text=typed["text"], reason=typed["reason"], author="@gloria_m", alt="No picture\ngoes with this.")
    page.submit()
    expect(page.by("error-parent")).to_be_visible()
    page.fill(parent="Nine days!")
    page.submit()
    expect(page.by("error-alt")).to_be_visible()
    page.shot("form-error")
    for name, value in typed.items():
        expect(page.by(f"field-{name}")).to_have_value(value)
    page.fill(alt="")
    page.submit()
    page.taken()
    expect(page.card("We call you today.")).to_contain_text("pasted by hand, not fetched")


def test_a_reply_is_proposed_from_a_message_that_shares_a_post(page: DeskPage) -> None:
    page.act_as("U0NADIA")
    page.by("composer").fill(f"Somebody should answer this: {page.address_of(COMPLAINT)}")
    page.by("composer-send").click()
    message = page.by("message").filter(has_text="Somebody should answer this").last
    message.hover()
    message.get_by_test_id("message-menu").click()
    page.by("shortcut-propose_reply").click()
    expect(page.form("reply_form")).to_contain_text(COMPLAINT)
    page.page.keyboard.press("Escape")
    expect(page.by("modal")).to_have_count(0)


def test_a_picture_goes_with_its_description_to_the_square(page: DeskPage, tmp_path: Path) -> None:
    text = "This is the new sign at the canyon road."
    picture = tmp_path / "sign.png"
    picture.write_bytes(green_picture())
    page.act_as("U0NADIA")
    page.open_form()
    page.by("field-pictures").set_input_files(picture)
    page.fill(text=text, alt="A green sign beside a road")
    page.submit()
    page.taken()
    page.act_as("U0RUTH")
    expect(page.card(text).get_by_role("img", name="A green sign beside a road")).to_be_visible()
    page.shot("picture", page.card(text))
    page.click(page.card(text), "approve")
    page.decided(text, "Published")
    expect(page.post(text).get_by_role("img", name="A green sign beside a road")).to_be_visible()


def test_the_home_tab_shows_a_reviewer_what_waits(page: DeskPage) -> None:
    text = "The pool opens in June."
    page.act_as("U0NADIA")
    page.propose(text)
    page.act_as("U0RUTH", HOME)
    expect(page.by("home")).to_contain_text(text)
    page.shot("home")
    page.act_as("U0OWEN", HOME)
    expect(page.by("home")).not_to_contain_text(text)


def test_the_auditor_gets_the_record_as_a_file_and_nobody_else_does(page: DeskPage) -> None:
    page.act_as("U0IRIS", "C0OVERSEE")
    page.by("composer").fill("/reply-audit csv")
    page.by("composer-send").click()
    expect(page.told("The record is being written")).to_be_visible()
    expect(page.in_messages("U0IRIS", ".csv")).to_be_visible()
    page.shot("audit")
    page.act_as("U0NADIA")
    page.by("composer").fill("/reply-audit")
    page.by("composer-send").click()
    expect(page.told(re.compile("auditor"))).to_be_visible()


def test_the_desk_can_be_used_on_a_telephone(page: DeskPage) -> None:
    text = "The bridge is closed until Monday."
    with page.narrow():
        page.act_as("U0NADIA")
        page.open_form(link=page.address_of(COMPLAINT))
        page.shot("narrow-form")
        page.fill(text=text)
        page.submit()
        page.taken()
        expect(page.card(text)).to_be_visible()
        page.act_as("U0RUTH", HOME)
        expect(page.by("home")).to_contain_text(text)
        page.shot("narrow-home")
        page.act_as("U0RUTH")
        page.by("tab-talk").click()
        page.shot("narrow-card", page.card(text))
        page.click(page.card(text), "approve")
        page.decided(text, "Published")
        page.by("tab-square").click()
        expect(page.post(text)).to_be_visible()
        page.shot("narrow-square")


def green_picture() -> bytes:
    """A PNG of 60 by 40 pixels."""
    rows = (b"\x00" + b"\x1c\x7a\x5e" * 60) * 40
    header = struct.pack(">IIBBBBB", 60, 40, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
