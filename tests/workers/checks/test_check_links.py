import pytest

from approval.finding import Finding, Severity
from workers.checks.check import Draft, run_checks
from workers.checks.links import SHORTENERS, Links

CHECK = Links(frozenset({"cabq.gov"}))


def look(text: str, links: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    return run_checks([CHECK], Draft("apd", "square", text, links=links))


FLAGGED = {
    "links.shortener": ["bit.ly/3abc", "https://t.co/xyz", "see tinyurl.com/apd.", "HTTPS://BIT.LY/x"],
    "links.look-alike": [
        "https://саbq.gov/police",  # Cyrillic с, а
        "https://xn--bq-6kc1e.gov",
        "саbq.gov",
        "https://cábq.gov",
        "https://аррӏе.com",
        "https://paypаl.com",
        "https://pаypal.cabq.com",
        "https://κο.com/οινο.com https://ονι.com",
    ],
    "links.imitation": [
        "https://cabq.gov.evil.com",
        "https://www.cabq.gov.evil.com/x",
        "cabq-gov.com",
        "https://cabq.gov-alerts.com",
        "https://apd-cabq.gov",
    ],
    "links.userinfo": [
        "https://cabq.gov@evil.com",
        "https://user:pass@cabq.gov/",
        "https://cabq.gov%2F@evil.com",
        "see https://a@b@evil.com.",
    ],
    "links.backslash": ["https://cabq.gov\\@evil.com", "https://cabq.gov\\evil"],
    "links.ip-address": [
        "http://192.168.0.1/",
        "https://[::1]/x",
        "http://3232235521",
        "http://0x7f.1/",
        "http://0300.0250.0.1",
        "10.0.0.1/login",
    ],
    "links.not-https": ["http://cabq.gov", "HTTP://cabq.gov/police"],
    "links.unknown-domain": ["https://example.com", "example.com/page", "Thank you.It is done", "https://münchen.de"],
    "links.no-domain": ["https://localhost", "https://intranet/page", "https://", "https://evil。com"],
    "links.port": ["https://cabq.gov:8443/", "https://cabq.gov:80/", "cabq.gov:8080"],
    "links.scheme": ["ftp://cabq.gov/x", "file:///etc/passwd"],
    "links.script": ["javascript:alert(1)", "JavaScript:x", "data:text/html,<b>"],
    "links.secret": ["https://cabq.gov/?token=abc", "https://cabq.gov/a?b=1&api_key=2"],
    "links.disguised": ["https://cabq．gov/", "https://cabq%2Egov/"],
}
SEVERITY = {
    "links.shortener": Severity.ESCALATE,
    "links.look-alike": Severity.BLOCK,
    "links.imitation": Severity.BLOCK,
    "links.userinfo": Severity.BLOCK,
    "links.not-https": Severity.WARN,
    "links.unknown-domain": Severity.WARN,
    "links.script": Severity.BLOCK,
    "links.disguised": Severity.BLOCK,
}
HONEST = [
    "See https://www.cabq.gov/police for more.",
    "(see https://cabq.gov/a_(b)).",
    "cabq.gov... and apd.cabq.gov: yes",
    "CABQ.GOV",
    "https://cabq.gov:443/x?date=2026-11-23#top",
    "请看cabq.gov。",
    "cabq.govをご覧ください",
    "U.S. officers, 9 a.m. to 5 p.m., e.g. at St. Mary's, Ph.D., 3.5 km, No.1, v1.2.3.4",
    "@city.bsky.social and john.smith@example.com",
    "data: we collect none",
    "and/or 24/7 either... or",
    "",
]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in FLAGGED.items() for text in texts])
def test_a_dishonest_or_unknown_link_is_found(rule: str, text: str):
    findings = [finding for finding in look(text) if finding.rule == rule]
    assert findings
    for finding in findings:
        assert finding.severity is SEVERITY.get(rule, finding.severity)
        assert finding.span
        assert text[finding.start : finding.end] == finding.span
        assert finding.message
        assert finding.mend


@pytest.mark.parametrize("text", HONEST)
def test_the_citys_own_links_and_ordinary_writing_pass(text: str):
    assert look(text) == ()


def test_the_finding_names_the_domain_that_the_link_leads_to():
    finding = look("See https://cabq.gov@evil.com/login now.")[0]
    assert finding.rule == "links.userinfo"
    assert finding.span == "https://cabq.gov@evil.com/login"
    assert "leads to evil.com" in finding.message


def test_a_decoded_name_is_shown_with_its_punycode():
    (finding,) = look("https://münchen.de")
    assert "münchen.de (xn--mnchen-3ya.de)" in finding.message


def test_an_account_may_link_to_its_own_domains_as_well():
    assert look("https://apdonline.com/report", links=frozenset({"apdonline.com"})) == ()
    assert look("https://apdonline.com/report") != ()


def test_a_shortener_that_the_account_lists_is_its_own():
    assert "bit.ly" in SHORTENERS
    assert look("https://bit.ly/x", links=frozenset({"bit.ly"})) == ()


def test_every_link_of_a_text_is_found_once():
    text = "a.com http://b.com/c.com d.com,e.com (f.com) https://g.com"
    assert [finding.span for finding in look(text) if finding.rule == "links.unknown-domain"] == [
        "a.com",
        "http://b.com/c.com",
        "d.com",
        "e.com",
        "f.com",
        "https://g.com",
    ]


def test_a_letter_that_is_longer_in_lower_case_does_not_shift_the_span():
    text = "İhttp://example.com"
    assert next(finding.span for finding in look(text)) == "http://example.com"
