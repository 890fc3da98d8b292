// The modal that a person has open: the top of the stack that the server keeps. What is typed outlives every refresh.
import { ConnectionTrouble, post } from "./api.js";
import { idOf, oneBlock } from "./blocks.js";
import { append, h, reconcile } from "./dom.js";
import { keyOf } from "./held.js";
import { icon, mark } from "./icons.js";
import { complaint, sent, showError } from "./inputs.js";
import { plain } from "./mrkdwn.js";
import { state } from "./state.js";

const TROUBLE = "We had some trouble connecting. Try again?";

// The layer leaves the row of people free: one may act as somebody else while a form stays open, as in a second browser.
const layer = document.getElementById("modal-layer");
const behind = [document.querySelector(".panes"), document.querySelector(".tabs")];
const typedByView = new Map(); // view id -> {person, typed: Map of "block/action" -> value}
let shown = null; // {id, view, errors, dialog, body, ...parts} while a modal is open
let returnTo = null; // what had the focus before
let refetch = () => {};

/** `again` is called when an answer of the server says that the stack of views changed. */
export function startModals(again) {
  refetch = again;
  document.addEventListener("keydown", (event) => {
    const elsewhere = shown && !shown.dialog.contains(event.target) && !document.querySelector("dialog:modal");
    if (elsewhere && event.key === "Escape") closeView(shown);
    // Whoever comes with Tab from the row of people lands in the form.
    if (elsewhere && event.key === "Tab" && event.target === document.body) shown.dialog.querySelector("button, input, select, textarea").focus();
  });
}

/** Show the top view of the stack, or nothing. */
export function showViews(views) {
  const open = new Set(views.map((each) => each.id));
  for (const [id, { person }] of typedByView) if (person === state.me && !open.has(id)) typedByView.delete(id);
  const top = views.at(-1);
  if (!top) return takeDown();
  if (shown?.id !== top.id) {
    takeDown();
    putUp(top, views.length);
  }
  draw(top);
}

function putUp(top, depth) {
  const title = h("h2", { class: "dialog-title", id: "modal-title" });
  const body = h("div", { class: "modal-body blocks" });
  const banner = h("div", { class: "modal-banner", role: "alert", hidden: true, data: { testid: "modal-banner" } });
  const submit = h("button", { type: "submit", class: "button button-primary", data: { testid: "modal-submit" } });
  const close = h("button", { type: "button", class: "button", data: { testid: "modal-close" } });
  const cross = h("button", { type: "button", class: "icon-button", "aria-label": "Close", data: { testid: "modal-cross" } }, icon("close"));
  const foot = h("div", { class: "dialog-foot" }, close, submit);
  const form = h("form", { class: "modal-form", novalidate: true },
    h("div", { class: "dialog-head" }, h("span", { class: "app-avatar" }, mark()), title, cross), body, banner, foot);
  const dialog = h("dialog", { class: "dialog modal", "aria-modal": "true", "aria-labelledby": "modal-title", data: { testid: "modal", viewId: top.id, depth } }, form);
  shown = { id: top.id, dialog, title, body, banner, submit, close, foot, view: top.view, errors: null, asked: null, busy: false };
  const mine = shown;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submitView(mine);
  });
  form.addEventListener("keydown", (event) => keys(event, mine));
  for (const button of [close, cross]) button.addEventListener("click", () => closeView(mine));
  if (!typedByView.has(top.id)) typedByView.set(top.id, { person: state.me, typed: new Map() });
  returnTo ??= document.activeElement;
  layer.replaceChildren(dialog);
  layer.hidden = false;
  for (const node of behind) node.inert = true;
  dialog.show();
}

/** Take the modal from the page; the server still has it, and so has this page what was typed. */
export function takeDown() {
  if (!shown) return;
  shown = null;
  layer.hidden = true;
  layer.replaceChildren();
  for (const node of behind) node.inert = false;
  const place = returnTo?.isConnected && returnTo !== document.body ? returnTo : document.getElementById("composer-place").querySelector("textarea");
  place.focus({ preventScroll: true });
  returnTo = null;
}

function draw(top) {
  const first = !shown.body.firstElementChild;
  const { view } = top;
  const { typed } = typedByView.get(top.id);
  shown.view = view;
  append(clear(shown.title), plain(view.title?.text));
  shown.dialog.dataset.callbackId = view.callback_id ?? top.callback_id ?? "";
  append(clear(shown.close), plain(view.close?.text ?? "Cancel"));
  shown.submit.hidden = !view.submit && !view.blocks.some((block) => block.type === "input");
  if (!shown.busy) append(clear(shown.submit), plain(view.submit?.text ?? "Submit"));
  prune(typed, view);
  const rows = view.blocks.map((block, index) => ({ block, id: idOf(block, index) }));
  const context = { viewId: top.id, act: (...args) => act(top.id, ...args), typed, changed: (blockId) => forget(blockId) };
  const place = caret();
  reconcile(shown.body, rows, ({ id }) => id, ({ block }) => JSON.stringify(block), ({ block, id }) => oneBlock(block, id, context));
  place?.();
  const errors = JSON.stringify(top.errors ?? null);
  if (errors !== shown.asked) {
    shown.asked = errors;
    showErrors(top.errors ?? {}, first);
  }
  if (!first) return;
  // What stands above the first field is there to be read first: a long form opens at its beginning.
  const field = shown.body.querySelector("[data-focus-on-load]") ?? shown.body.querySelector("input:not([type=hidden]), textarea, select, button");
  (field ?? shown.close).focus({ preventScroll: true });
}

function clear(node) {
  node.replaceChildren();
  return node;
}

/** Slack keeps what was typed as long as block_id and action_id stay; a field that is gone takes its value with it. */
function prune(typed, view) {
  const present = new Set(view.blocks.flatMap((block, index) => (block.type === "input" ? [keyOf(idOf(block, index), block.element.action_id)] : [])));
  for (const key of typed.keys()) if (!present.has(key)) typed.delete(key);
}

/** Remember the caret in the focused field; the returned function puts it back after its block was built anew. */
function caret() {
  const active = document.activeElement;
  if (!active || !shown.body.contains(active) || !active.dataset.testid) return null;
  const { selectionStart, selectionEnd, scrollTop } = active;
  return () => {
    if (active.isConnected) return;
    const again = shown.body.querySelector(`[data-testid="${CSS.escape(active.dataset.testid)}"]`);
    again?.focus({ preventScroll: true });
    if (again && typeof selectionStart === "number") again.setSelectionRange?.(selectionStart, selectionEnd);
    if (again) again.scrollTop = scrollTop;
  };
}

function blockNode(blockId) {
  return shown.body.querySelector(`:scope > [data-block-id="${CSS.escape(blockId)}"]`);
}

function showErrors(errors, keepFocus = false) {
  let firstWrong = null;
  const homeless = [];
  for (const node of shown.body.children) showError(node, null);
  for (const [blockId, message] of Object.entries(errors)) {
    const node = blockNode(blockId);
    if (!node || !showError(node, message)) homeless.push(message);
    else if (!firstWrong || firstWrong.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING) firstWrong = node;
  }
  banner(homeless.join(" "));
  if (!firstWrong || keepFocus) return;
  firstWrong.querySelector("input, select, textarea")?.focus();
  // Focus brings only the field into view; what is wrong stands below it.
  firstWrong.scrollIntoView({ block: "nearest" });
}

/** A field that is being mended loses its error. */
function forget(blockId) {
  const node = shown && blockNode(blockId);
  if (node?.classList.contains("has-error")) showError(node, null);
}

function banner(message) {
  shown.banner.hidden = !message;
  append(clear(shown.banner), message ? [icon("warning"), h("span", {}, message)] : null);
}

function inputsOf(view) {
  return view.blocks.map((block, index) => ({ block, blockId: idOf(block, index) })).filter(({ block }) => block.type === "input");
}

function values(view, typed) {
  const all = {};
  for (const { block, blockId } of inputsOf(view)) {
    const { element } = block;
    all[blockId] = { [element.action_id]: sent(element, typed.get(keyOf(blockId, element.action_id))) };
  }
  return all;
}

async function submitView(mine) {
  if (mine.busy || mine.submit.hidden || mine !== shown) return;
  const { typed } = typedByView.get(mine.id);
  const wrong = {};
  for (const { block, blockId } of inputsOf(mine.view)) {
    const message = complaint(block, typed.get(keyOf(blockId, block.element.action_id)));
    if (message) wrong[blockId] = message;
  }
  showErrors(wrong);
  if (Object.keys(wrong).length) return;
  busy(mine, true);
  const answer = await ask("view/submit", { as: state.me, view_id: mine.id, values: values(mine.view, typed) });
  if (mine !== shown) return;
  busy(mine, false);
  if (answer.response_action === "errors") {
    showErrors(answer.errors ?? {});
    mine.asked = JSON.stringify(answer.errors ?? null);
  } else if (answer.response_action) await refetch();
  else banner(TROUBLE);
}

function busy(mine, on) {
  mine.busy = on;
  mine.submit.setAttribute("aria-busy", String(on));
  mine.dialog.classList.toggle("submitting", on);
  append(clear(mine.submit), on ? [h("span", { class: "spinner" }), h("span", {}, "Sending…")] : plain(mine.view.submit?.text ?? "Submit"));
}

async function closeView(mine) {
  if (mine !== shown) return;
  takeDown();
  typedByView.delete(mine.id);
  await ask("view/close", { as: state.me, view_id: mine.id });
  await refetch();
}

async function act(viewId, blockId, actionId, payload) {
  const { typed } = typedByView.get(viewId);
  const body = { as: state.me, container: { type: "view", view_id: viewId }, block_id: blockId, action_id: actionId, ...payload };
  const answer = await ask("action", { ...body, values: values(shown.view, typed) });
  return answer.ok === false || answer.error ? TROUBLE : null;
}

async function ask(path, body) {
  try {
    return await post(path, body);
  } catch (trouble) {
    if (!(trouble instanceof ConnectionTrouble)) throw trouble;
    return { ok: false, error: "connection" };
  }
}

/** Esc closes, Ctrl+Enter (or Cmd+Enter) submits from a text area too, and Tab stays inside the dialog. */
function keys(event, mine) {
  if (event.key === "Escape" && !event.isComposing) {
    event.preventDefault();
    closeView(mine);
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    submitView(mine);
  }
  if (event.key !== "Tab") return;
  const reachable = [...mine.dialog.querySelectorAll("button, input, select, textarea, a[href]")].filter((node) => !node.disabled && node.offsetParent !== null);
  const edge = event.shiftKey ? reachable[0] : reachable.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? reachable.at(-1) : reachable[0]).focus();
}
