"""The city's web site, as far as the policy is on it: files that somebody else publishes into a folder."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

_TYPES = {"index.html": "text/html; charset=utf-8", "policy.md": "text/markdown; charset=utf-8"}
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}
_NOTHING = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>No policy yet</title></head><body><main>'
    "<h1>No policy is published yet</h1><p>It appears here when one is: <code>countersign policy publish</code></p>"
    "</main></body></html>"
)


def policy_routes(folder: Path | None) -> list[Route]:
    """/policy/ is index.html of the folder, /policy/policy.md the same as Markdown; nothing else of it is served."""

    async def page(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if name not in _TYPES:
            return Response("There is nothing here.", 404, media_type="text/plain")
        # Read at each request: publishing anew exchanges the file.
        if folder is None or not (folder / name).is_file():
            return HTMLResponse(_NOTHING, 404, headers=_HEADERS)
        return FileResponse(folder / name, headers=_HEADERS, media_type=_TYPES[name])

    async def without_slash(_: Request) -> Response:
        return RedirectResponse("/policy/")

    return [Route("/policy", without_slash), Route("/policy/", page), Route("/policy/{name}", page)]
