// All talk with the sandbox's server. An answer that is not JSON, or no answer, becomes a ConnectionTrouble.
export class ConnectionTrouble extends Error {}

const HEADERS = { "X-Sandbox-Page": "1" };

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch (cause) {
    throw new ConnectionTrouble("The sandbox's server does not answer.", { cause });
  }
  let body = null;
  try {
    body = await response.json();
  } catch {
    throw new ConnectionTrouble(`The sandbox's server answered ${response.status} without JSON.`);
  }
  if (!response.ok && body?.error === undefined) body = { ok: false, error: `http_${response.status}`, ...body };
  return body;
}

export function get(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined) search.set(name, value);
  const tail = search.toString();
  return answer(fetch(tail ? `${path}?${tail}` : path, { cache: "no-store" }));
}

export function post(path, body) {
  return answer(fetch(`/page/api/${path}`, {
    method: "POST",
    headers: { ...HEADERS, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));
}

/** Upload one file as `person`; gives the Slack file id. */
export async function upload(person, file) {
  const form = new FormData();
  form.set("as", person);
  form.set("file", file, file.name);
  const body = await answer(fetch("/page/api/file", { method: "POST", headers: HEADERS, body: form }));
  if (!body.id) throw new ConnectionTrouble(body.message ?? body.error ?? "The file could not be taken.");
  return body.id;
}

/** Listen for changes for as long as the page is open; `heard` gets each event, `alive` true or false as the line comes and goes. */
export function listen(heard, alive) {
  const source = new EventSource("/page/api/stream");
  source.addEventListener("open", () => alive(true));
  source.addEventListener("error", () => alive(false));
  source.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  source.addEventListener("changed", (event) => heard(JSON.parse(event.data)));
  return source;
}
