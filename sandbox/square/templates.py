"""The square's two public pages; every text is escaped, nothing is fetched from elsewhere."""

from html import escape

from starlette.responses import HTMLResponse

from sandbox.json_types import JsonObject

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2933; --soft: #62707d; --line: #dde3e8; --paper: #fff; --ground: #f3f5f7;
  --mark: #1f6f5c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebef; --soft: #9aa7b2; --line: #33404a; --paper: #1c252c;
  --ground: #12181d; --mark: #6cc7ae; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 0; }
main { max-width: 38rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
header { max-width: 38rem; margin: 0 auto; padding: 1rem 1rem 0; }
header a { color: var(--mark); font-weight: 700; text-decoration: none; }
article { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.25rem;
  margin: .75rem 0; overflow-wrap: anywhere; }
article.this { border-color: var(--mark); font-size: 1.1rem; }
article.reply { margin-left: 2rem; }
.by { display: flex; gap: .5rem; align-items: baseline; flex-wrap: wrap; }
.by span, time a, time { color: var(--soft); font-size: .875rem; text-decoration: none; }
.official { color: var(--mark); font-size: .8rem; font-weight: 700; border: 1px solid var(--mark); border-radius: 1rem;
  padding: 0 .5rem; }
p { white-space: pre-wrap; margin: .5rem 0; }
img { max-width: 100%; border-radius: .5rem; }
"""


def timeline_page(posts: list[JsonObject]) -> HTMLResponse:
    """Everything on the square, newest first."""
    return _page("The square", "".join(_post(post) for post in posts))


def post_page(post: JsonObject, parent: JsonObject | None, replies: list[JsonObject]) -> HTMLResponse:
    """One post between what it answers and what answers it."""
    above = _post(parent) if parent else ""
    below = "".join(_post(reply, "reply") for reply in replies)
    name = f"@{post['author']['handle']} on the square"
    return _page(name, above + _post(post, "this") + below)


def _page(title: str, body: str) -> HTMLResponse:
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="/icon.svg" type="image/svg+xml">'
        f"<style>{_STYLE}</style></head><body><header><a href='/square'>The public square</a></header>"
        f"<main>{body}</main></body></html>"
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
    return HTMLResponse(html, headers={"content-security-policy": policy})


def _post(post: JsonObject, kind: str = "") -> str:
    author = post["author"]
    badge = '<b class="official">official account</b>' if author["official"] else ""
    pictures = "".join(f'<img src="{escape(one["url"])}" alt="{escape(one["alt"])}">' for one in post["media"])
    return (
        f'<article class="{kind}" data-post="{escape(post["id"])}"><div class="by"><strong>{escape(author["name"])}'
        f"</strong><span>@{escape(author['handle'])}</span>{badge}</div><p>{escape(post['text'])}</p>{pictures}"
        f'<time datetime="{escape(post["created_at"])}"><a href="/square/posts/{escape(post["id"])}">'
        f"{escape(post['created_at'].replace('T', ' ')[:16])} UTC</a></time></article>"
    )
