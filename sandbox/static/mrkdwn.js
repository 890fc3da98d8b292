// Slack's mrkdwn, as nodes. Only what Slack itself reads as markup becomes markup; everything else is shown as it stands.
import { h } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { nameOf, state } from "./state.js";
import { slackDate } from "./times.js";

/** A whole mrkdwn text: fenced code, quotes, lines and inline marks. `verbatim` leaves bare addresses alone, as Slack's option does. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const nodes = [];
  for (const [index, piece] of String(text ?? "").split(/```/).entries()) {
    if (index % 2 === 1) nodes.push(h("pre", { class: "code-block" }, unescape(piece.replace(/^\n/, ""))));
    else nodes.push(...quotesAndLines(piece, verbatim));
  }
  return nodes;
}

/** Plain text: literal, with line breaks kept; emoji names become emoji unless `emoji` is false. */
export function plain(text, emoji = true) {
  return emoji ? withEmoji(String(text ?? "")) : [String(text ?? "")];
}

/** A Block Kit text object of either kind. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim === true });
  return plain(object.text, object.emoji !== false);
}

/** A link that may only lead to the web, a mail address or a telephone; anything else is shown as text. */
export function link(url, label) {
  if (!/^(https?:|mailto:|tel:)/i.test(url)) return h("span", {}, label ?? url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", class: "link" }, label ?? url);
}

export function personMention(userId) {
  const self = userId === state.me ? " mention-me" : "";
  return h("span", { class: `mention${self}`, data: { user: userId } }, `@${nameOf(userId)}`);
}

export function groupMention(groupId, label) {
  const group = state.groups.get(groupId);
  const handle = label || group?.handle || group?.name || groupId;
  return h("span", { class: "mention" }, handle.startsWith("@") ? handle : `@${handle}`);
}

export function channelMention(channelId, label) {
  return h("span", { class: "mention" }, `#${label || state.channels.get(channelId)?.name || channelId}`);
}

export function broadcast(range) {
  return h("span", { class: "mention mention-me" }, `@${range}`);
}

function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

function quotesAndLines(text, verbatim) {
  const nodes = [];
  let quoted = null;
  let rest = false; // after ">>>" everything that follows is quoted
  const lines = text.split("\n");
  for (const [index, raw] of lines.entries()) {
    const last = index === lines.length - 1;
    const open = rest ? null : /^(?:&gt;|>)(?:((?:&gt;|>){2}))?\s?/.exec(raw);
    if (open?.[1]) rest = true;
    if (open || rest) {
      if (quoted) quoted.append(document.createElement("br"));
      else nodes.push((quoted = h("blockquote", { class: "quote" })));
      for (const node of inline(open ? raw.slice(open[0].length) : raw, verbatim)) quoted.append(node);
      continue;
    }
    const afterQuote = quoted !== null;
    quoted = null;
    if (afterQuote && raw === "" && last) continue;
    nodes.push(...inline(raw, verbatim));
    // A block (quote) already breaks the line before it, so only text lines carry their own break.
    const next = lines[index + 1];
    if (!last && !/^(?:&gt;|>)/.test(next)) nodes.push(document.createElement("br"));
  }
  return nodes;
}

const SPANS = [
  { mark: "*", tag: "strong" },
  { mark: "_", tag: "em" },
  { mark: "~", tag: "s" },
];

/** Inline marks of one line. */
function inline(text, verbatim) {
  const nodes = [];
  let pending = "";
  const flush = () => {
    if (pending) nodes.push(...withEmoji(unescape(pending)));
    pending = "";
  };
  let at = 0;
  while (at < text.length) {
    const found = angle(text, at) ?? code(text, at) ?? address(text, at, verbatim) ?? span(text, at, verbatim);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      pending += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

/** A bare web address, whole, so that an underscore in it marks nothing. */
function address(text, at, verbatim) {
  if (text[at] !== "h" || /[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) return null;
  const found = /^https?:\/\/[^\s<>"|]*[^\s<>".,;:!?)\]}'’”*_~|]/.exec(text.slice(at));
  if (!found) return null;
  const url = unescape(found[0]);
  return { node: verbatim ? h("span", {}, url) : link(url), end: at + found[0].length };
}

function code(text, at) {
  if (text[at] !== "`") return null;
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  return { node: h("code", { class: "code" }, unescape(text.slice(at + 1, end))), end: end + 1 };
}

function span(text, at, verbatim) {
  const kind = SPANS.find(({ mark }) => mark === text[at]);
  if (!kind || /[\p{L}\p{N}]/u.test(text[at - 1] ?? "") || /^(\s|$)/.test(text.slice(at + 1, at + 2))) return null;
  for (let end = text.indexOf(kind.mark, at + 1); end !== -1; end = text.indexOf(kind.mark, end + 1)) {
    const inner = text.slice(at + 1, end);
    const closes = inner && !/\s$/.test(inner) && !/[\p{L}\p{N}]/u.test(text[end + 1] ?? "");
    if (closes) return { node: h(kind.tag, {}, inline(inner, verbatim)), end: end + 1 };
  }
  return null;
}

/** What stands in angle brackets: links, mentions and dates. */
function angle(text, at) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  if (end === -1) return null;
  const [target, ...labels] = text.slice(at + 1, end).split("|");
  const label = labels.length ? unescape(labels.join("|")) : null;
  const node = reference(target, label);
  return node && { node, end: end + 1 };
}

function reference(target, label) {
  if (/^@[UWB]\w+$/.test(target)) return personMention(target.slice(1));
  if (/^#[CGD]\w+$/.test(target)) return channelMention(target.slice(1), label);
  if (/^!(here|channel|everyone)$/.test(target)) return broadcast(target.slice(1));
  const group = /^!subteam\^(\w+)$/.exec(target);
  if (group) return groupMention(group[1], label);
  const date = /^!date\^(\d+)\^([^^]*)(?:\^(.*))?$/.exec(target);
  if (date) return slackDate(Number(date[1]), unescape(date[2]), label, date[3] ? (words) => link(unescape(date[3]), words) : null);
  if (/^!/.test(target)) return h("span", {}, label ?? target);
  if (/^(https?:|mailto:|tel:)/i.test(target)) return link(unescape(target), label);
  return null;
}

const BARE = /\bhttps?:\/\/[^\s<>"|]+[^\s<>"|.,;:!?)\]}'’”]/g;

/** Text as nodes with its bare web addresses made into links; `rest` makes the nodes between. */
export function linked(text, rest = (piece) => [piece]) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(BARE)) {
    nodes.push(...rest(text.slice(at, match.index)), link(match[0]));
    at = match.index + match[0].length;
  }
  nodes.push(...rest(text.slice(at)));
  return nodes.map((node) => (node instanceof Node ? node : document.createTextNode(node)));
}

export function emojiNode(name, unicode = null) {
  const drawn = unicode ?? emojiOf(name);
  if (!drawn) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": `:${name}:`, title: `:${name}:` }, drawn);
}

function withEmoji(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g)) {
    if (!emojiOf(match[1])) continue;
    nodes.push(document.createTextNode(text.slice(at, match.index)), emojiNode(match[1]));
    at = match.index + match[0].length;
  }
  nodes.push(document.createTextNode(text.slice(at)));
  return nodes.filter((node) => node.nodeType !== Node.TEXT_NODE || node.data !== "");
}
