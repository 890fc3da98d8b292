// Slack's rich_text block, element by element.
import { h } from "./dom.js";
import { broadcast, channelMention, emojiNode, groupMention, link, personMention } from "./mrkdwn.js";
import { slackDate } from "./times.js";

export function richText(block) {
  return h("div", { class: "rich-text" }, block.elements.map(part));
}

function part(element) {
  switch (element.type) {
    case "rich_text_section":
      return h("div", { class: "rich-section" }, element.elements.map(run));
    case "rich_text_list": {
      const ordered = element.style === "ordered";
      const depth = Math.min(element.indent ?? 0, 8);
      const list = h(ordered ? "ol" : "ul", { class: `rich-list indent-${depth}`, start: ordered && element.offset ? element.offset + 1 : null });
      for (const item of element.elements) list.append(h("li", {}, item.elements.map(run)));
      return list;
    }
    case "rich_text_quote":
      return h("blockquote", { class: "quote" }, element.elements.map(run));
    case "rich_text_preformatted":
      return h("pre", { class: "code-block" }, element.elements.map(run));
    default:
      return h("div", { class: "unknown" }, `(rich text of an unknown kind: ${element.type})`);
  }
}

function run(element) {
  return styled(content(element), element.style ?? {});
}

function content(element) {
  switch (element.type) {
    case "text":
      return document.createTextNode(element.text);
    case "link":
      return link(element.url, element.text || element.url);
    case "emoji":
      return emojiNode(element.name, element.unicode ? fromHex(element.unicode) : null);
    case "user":
      return personMention(element.user_id);
    case "usergroup":
      return groupMention(element.usergroup_id);
    case "channel":
      return channelMention(element.channel_id);
    case "broadcast":
      return broadcast(element.range);
    case "date":
      return slackDate(element.timestamp, element.format, element.fallback, element.url ? (words) => link(element.url, words) : null);
    case "color":
      return h("code", { class: "code" }, element.value);
    default:
      return document.createTextNode("");
  }
}

function styled(node, style) {
  let outer = node;
  if (style.code) outer = h("code", { class: "code" }, outer);
  if (style.bold) outer = h("strong", {}, outer);
  if (style.italic) outer = h("em", {}, outer);
  if (style.strike) outer = h("s", {}, outer);
  if (style.underline) outer = h("u", {}, outer);
  return outer;
}

function fromHex(codes) {
  return String.fromCodePoint(...codes.split("-").map((code) => Number.parseInt(code, 16)));
}
