// Block Kit as nodes. What a block does when it is used goes through `act`, so that messages, modals and App Home share this.
import { control } from "./controls.js";
import { append, h, uniqueId } from "./dom.js";
import { inputBlock } from "./inputs.js";
import { mrkdwn, plain, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { fileAddress } from "./state.js";

/**
 * All blocks of a message or view. `context`: {act(blockId, actionId, payload) -> Promise, container, typed?, errors?, held?};
 * only modals and App Home have `typed` (what was typed so far) and `errors` (messages by block id), only messages `held`
 * (what was chosen so far).
 */
export function blocks(list, context) {
  return list.map((block, index) => oneBlock(block, idOf(block, index), context));
}

export function idOf(block, index) {
  return block.block_id || `block-${index}`;
}

export function oneBlock(block, blockId, context) {
  const node = build(block, blockId, context);
  node.classList.add("block");
  node.dataset.blockId = blockId;
  return node;
}

function build(block, blockId, context) {
  switch (block.type) {
    case "section":
      return section(block, blockId, context);
    case "header":
      return h("h3", { class: "block-header" }, textObject(block.text));
    case "divider":
      return h("hr", { class: "block-divider" });
    case "context":
      return h("div", { class: "block-context" }, block.elements.map(contextPart));
    case "actions":
      return h("div", { class: "block-actions" }, block.elements.map((element) => control(element, blockId, context)));
    case "image":
      return picture(block);
    case "rich_text":
      return richText(block);
    case "input":
      return inputBlock(block, blockId, context);
    case "markdown":
      return h("div", { class: "block-markdown" }, block.text);
    case "table":
      return table(block);
    default:
      return h("div", { class: "unknown" }, `(a block that this page cannot show: ${block.type})`);
  }
}

function section(block, blockId, context) {
  const node = h("div", { class: "block-section" });
  const body = h("div", { class: "section-body" });
  const said = uniqueId("said");
  if (block.text) append(body, h("div", { class: "text", id: said }, textObject(block.text)));
  if (block.fields) append(body, h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "field text" }, textObject(field)))));
  append(node, body);
  if (block.accessory) {
    const beside = block.accessory.type === "image" ? shownImage(block.accessory, "thumb") : control(block.accessory, blockId, { ...context, label: said });
    append(node, h("div", { class: "accessory" }, beside));
  }
  return node;
}

function contextPart(element) {
  if (element.type === "image") return shownImage(element, "context-image");
  return h("span", { class: "context-text" }, textObject(element));
}

function picture(block) {
  const title = block.title ? h("figcaption", { class: "image-title" }, plain(block.title.text, block.title.emoji !== false)) : null;
  return h("figure", { class: "block-image" }, title, shownImage(block, "image"));
}

/** An image, but never one that this page would have to fetch from outside. */
function shownImage(element, className) {
  const source = sourceOf(element);
  const alt = element.alt_text ?? "";
  if (!source) return h("span", { class: "image-kept-out" }, `Image not loaded (it lies outside the sandbox): ${alt || element.image_url}`);
  const image = h("img", { class: className, src: source, alt, title: alt || null });
  image.addEventListener("error", () => image.replaceWith(h("span", { class: "image-kept-out" }, `Image missing: ${alt}`)), { once: true });
  return image;
}

function sourceOf(element) {
  if (element.slack_file) {
    const id = element.slack_file.id ?? /\bF[A-Z0-9]+\b/.exec(element.slack_file.url ?? "")?.[0];
    return id ? fileAddress(id) : null;
  }
  return localAddress(element.image_url);
}

/** The address as one on this page's own origin; null when it leads anywhere but the sandbox on this machine. */
export function localAddress(url) {
  let parsed;
  try {
    parsed = new URL(url, location.href);
  } catch {
    return null;
  }
  const loopback = ["127.0.0.1", "localhost", "[::1]"].includes(parsed.hostname);
  const samePort = parsed.port === location.port;
  return parsed.protocol === location.protocol && loopback && samePort ? parsed.pathname + parsed.search : null;
}

function table(block) {
  const cell = (each) => (each.type === "rich_text" ? richText(each) : each.text ?? "");
  const [head, ...rest] = block.rows;
  return h(
    "div", { class: "block-table" },
    h("table", {},
      h("thead", {}, h("tr", {}, head.map((each) => h("th", { scope: "col" }, cell(each))))),
      h("tbody", {}, rest.map((row) => h("tr", {}, row.map((each) => h("td", {}, cell(each))))))),
  );
}

/** What a message says when it has no blocks. */
export function bareText(text) {
  return h("div", { class: "text" }, mrkdwn(text));
}
