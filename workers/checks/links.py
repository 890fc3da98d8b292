"""Where the links of a reply lead, and whether they say so honestly."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import regex

from approval.finding import Finding, Severity
from workers.checks.check import Draft
from workers.checks.hosts import Host, look, mixes_alphabets, poses_as_latin
from workers.checks.urls import Link, find_links, find_scripts

SHORTENERS = frozenset(
    """
    adf.ly amzn.to bit.do bit.ly bitly.com bl.ink buff.ly clck.ru cutt.ly db.tt dlvr.it fb.me flic.kr goo.gl hubs.la
    hubs.ly ift.tt is.gd j.mp lnk.to lnkd.in mcaf.ee ow.ly po.st qr.ae rb.gy rebrand.ly s.id shor.by short.io
    shorturl.at smarturl.it snip.ly soo.gd spoti.fi t.co t.ly tiny.cc tinyurl.com tr.im trib.al u.to v.gd
    vm.tiktok.com wp.me x.gd yourls.org zurl.ws
    """.split()  # noqa: SIM905 - as a list it would fill the screen
)
_SECRET = regex.compile(
    r"[?&#;](?:access_?token|api_?key|auth|key|passw(?:or)?d|pwd|secret|session(?:id)?|sig(?:nature)?|token)=[^&#\s]",
    regex.IGNORECASE,
)
_USUAL_PORTS = {"": ("",), "https": ("", "443"), "http": ("", "80")}


@dataclass(frozen=True, slots=True)
class Links:
    """Every link, with the domain it leads to. `allowed` are domains that any account may link to.

    `shorteners` are domains of short links besides those that are known.
    """

    allowed: frozenset[str] = frozenset()
    shorteners: frozenset[str] = frozenset()
    rule: ClassVar[str] = "links"
    reads_alt: ClassVar[bool] = True

    def __call__(self, draft: Draft) -> Iterator[Finding]:
        allowed, shorteners = self.allowed | draft.links, SHORTENERS | self.shorteners
        for link in find_links(draft.text):
            yield from _host(link, allowed, shorteners)
            yield from _writing(link)
        for start, written in find_scripts(draft.text):
            yield Finding(
                "links.script",
                Severity.BLOCK,
                "This is not a link but a program that runs when it is opened.",
                "Take it out.",
                start,
                start + len(written),
                written,
            )


def _host(link: Link, allowed: frozenset[str], shorteners: frozenset[str]) -> Iterator[Finding]:
    """The one gravest thing to say about where the link leads."""
    host = link.host
    if not host.ip and not host.disguised and host.within(allowed):
        return
    labels = host.name.split(".")
    copied = _imitated(host, allowed)
    if host.ip:
        hidden = f", hidden as {host.written}" if host.disguised else ""
        severity = Severity.BLOCK if host.disguised else Severity.ESCALATE
        yield _finding(
            link,
            "links.ip-address",
            severity,
            f"This link leads to a bare address, {host.ip}{hidden}. Nobody can see whose it is.",
            "Link to the page by its domain name.",
        )
    elif any(mixes_alphabets(label) or poses_as_latin(label) for label in labels) or (
        copied and look(host.name) != host.name and host.international
    ):
        yield _finding(
            link,
            "links.look-alike",
            Severity.BLOCK,
            f"This link is written with letters that look like others: {_shown(link)}.",
            "Type the address of the page again by hand.",
        )
    elif copied:
        yield _finding(
            link,
            "links.imitation",
            Severity.BLOCK,
            f"This link looks like {copied} but leads to {_shown(link)}.",
            f"If {copied} is meant, write it exactly; otherwise take the link out.",
        )
    elif host.disguised:
        yield _finding(
            link,
            "links.disguised",
            Severity.BLOCK,
            f"This link hides that it leads to {_shown(link)}.",
            "Write the address plainly.",
        )
    elif not host.registered:
        yield _finding(
            link,
            "links.no-domain",
            Severity.ESCALATE,
            f"This link leads to {host.name or 'nowhere'}, which is not a public domain. Citizens could not open it.",
            "Link to a public page.",
        )
    elif host.registered in shorteners or host.name in shorteners:
        yield _finding(
            link,
            "links.shortener",
            Severity.ESCALATE,
            f"This is a short link of {host.registered}. Nobody can see where it leads, and it can be changed later.",
            "Open it, and use the full address of the page.",
        )
    else:
        gap = " If no link is meant, put a space after the full stop." if not link.scheme and not link.rest else ""
        yield _finding(
            link,
            "links.unknown-domain",
            Severity.WARN,
            f"This link leads to {_shown(link)}, which is not on the account's list of domains.",
            f"Make sure that the page is what you mean, or link to a page of the city.{gap}",
        )


def _writing(link: Link) -> Iterator[Finding]:
    """What is odd in how the link is written, wherever it leads."""
    if link.userinfo:
        yield _finding(
            link,
            "links.userinfo",
            Severity.BLOCK,
            f"What stands before the @ is only a name to log in with: this link leads to {_shown(link)}.",
            "Write the address without the part before the @.",
        )
    if "\\" in link.written:
        yield _finding(
            link,
            "links.backslash",
            Severity.BLOCK,
            "There is a backslash in this link, and programs differ on where it then leads.",
            "Write the address with slashes (/) only.",
        )
    if link.scheme == "http":
        yield _finding(
            link,
            "links.not-https",
            Severity.WARN,
            "This link is not encrypted, so what citizens see there can be changed on the way.",
            "Write https:// instead of http://.",
        )
    elif link.scheme not in ("", "https"):
        yield _finding(
            link,
            "links.scheme",
            Severity.ESCALATE,
            f"A link with {link.scheme}:// does not open a web page.",
            "Link to an https:// page.",
        )
    if link.port not in _USUAL_PORTS.get(link.scheme, ("",)):
        yield _finding(
            link,
            "links.port",
            Severity.WARN,
            f"This link asks for port {link.port}, which public pages do not.",
            "Take the number after the colon out.",
        )
    if _SECRET.search(link.rest):
        yield _finding(
            link,
            "links.secret",
            Severity.ESCALATE,
            "This link seems to carry a password or key, which everybody could then use.",
            "Link to the page without what follows the question mark.",
        )


@lru_cache(maxsize=1024)
def _imitated(host: Host, allowed: frozenset[str]) -> str:
    """The first of the domains for which the host would be taken; "" if there is none."""
    return next((domain for domain in sorted(allowed) if _imitates(host, domain)), "")


def _imitates(host: Host, domain: str) -> bool:
    """Whether a link to this host, which leads elsewhere, would be taken for one to this domain."""
    if not host.registered or host.within(frozenset({domain})):
        return False
    dotted = f".{host.name}"
    return (
        f".{domain}." in dotted
        or f".{domain}-" in dotted
        or f"-{domain}" in dotted
        or domain.replace(".", "-") in host.name
        or look(host.registered_name) == look(domain)
    )


def _shown(link: Link) -> str:
    """The domain a link leads to, with its punycode where it is not plain letters."""
    host = link.host
    name = host.registered_name or host.name
    if not name.isascii():
        return f"{name} ({host.registered or host.ascii})"
    return name


def _finding(link: Link, rule: str, severity: Severity, message: str, mend: str) -> Finding:
    return Finding(rule, severity, message, mend, link.start, link.end, link.written)
