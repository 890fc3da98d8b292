"""The page that a witness shows its keeper, in plain words: nothing to press, nothing fetched from elsewhere."""

import base64
import hashlib
from datetime import UTC, datetime
from html import escape

from signing.witness import Witness

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; overflow-wrap: anywhere; }
code, pre { font: 0.95rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
dt { font-weight: 600; } dd { margin: 0 0 0.6rem; }
.wrong { border: 2px solid; border-radius: 6px; padding: 0.6rem 1rem; }
"""
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'"
)


def page(witness: Witness, address: str) -> str:
    """The whole page; `address` is where logs send their checkpoints."""
    logs = "".join(_log(witness, origin) for origin in witness.origins)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Witness {escape(witness.verifier.name)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>This machine is a witness</h1>
<p>It watches that a log of the city only grows: that nothing is taken out of it or changed afterwards, and that
everybody is shown the same log. For each new state of the log it checks the proof, and confirms it with its own key. It
reads nothing of what the log says.</p>
<h2>The key to publish</h2>
<p>Whoever verifies the record needs this line from you, not from those who keep the log:</p>
<pre>{escape(str(witness.verifier))}</pre>
<p>The log’s keeper needs it too, and the address <code>{escape(address)}</code>.</p>
{logs}
<h2>What to take care of</h2>
<p>Leave the program running. Keep its key to yourself. Never put an old copy of its folder back: it would forget what
it has confirmed. If the folder is lost, make a new witness.</p>
</main>
</body>
</html>
"""


def _log(witness: Witness, origin: str) -> str:
    last = witness.latest(origin)
    if last is None:
        said = "<p>It has confirmed nothing of this log yet.</p>"
    else:
        head = last.head
        when = datetime.fromtimestamp(last.at, UTC)
        said = f"""<dl>
<dt>Entries confirmed</dt><dd>{head.size:,}</dd>
<dt>When</dt><dd><time datetime="{when.isoformat()}">{when:%d %B %Y, %H:%M:%S} UTC</time></dd>
<dt>Root</dt><dd><code>{base64.b64encode(head.root).decode()}</code></dd>
</dl>"""
    against = witness.contradiction(origin)
    if against is not None:
        said += f"""<div class="wrong">
<p><strong>This log has contradicted itself.</strong> It has signed the following, although it had signed another state
with as many entries before, which this witness has confirmed. That does not happen by mistake. The witness has not
confirmed it. Keep this page, and the witness’s folder, for whoever looks into it.</p>
<pre>{escape(against)}</pre>
</div>"""
    return f"<h2>The log {escape(origin)}</h2>\n{said}\n"
