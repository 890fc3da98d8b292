// One message: who, when, its blocks, reactions, thread, and the toolbar with reactions and shortcuts.
import { avatar } from "./avatar.js";
import { bareText, blocks } from "./blocks.js";
import { ask } from "./confirm.js";
import { append, h } from "./dom.js";
import { PICKER, QUICK, emojiOf } from "./emoji.js";
import { heldIn } from "./held.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { emojiNode } from "./mrkdwn.js";
import { fileAddress, nameOf, state } from "./state.js";
import { clockTime, moment } from "./times.js";

/**
 * The node of a message. `deeds` does what is asked of it: act(message, blockId, actionId, payload), react(message, name,
 * remove), openThread(ts), shortcut(message, callbackId), edit(message), remove(message).
 */
export function messageNode(message, { deeds, compact = false, inThread = false }) {
  const user = state.users.get(message.user) ?? { id: message.user ?? "", real_name: message.username ?? "Unknown", avatar: "?" };
  const seconds = Number(message.ts);
  const node = h("li", {
    class: `message ${compact ? "compact" : ""} ${message.ephemeral ? "ephemeral" : ""}`,
    tabindex: -1,
    data: { testid: "message", ts: message.ts, user: user.id, ephemeral: message.ephemeral ? "true" : "false" },
  });
  const context = {
    act: (blockId, actionId, payload) => deeds.act(message, blockId, actionId, payload),
    typed: new Map(),
    held: heldIn(message),
  };
  const body = h("div", { class: "message-body" });
  if (message.ephemeral) append(body, h("div", { class: "only-you" }, icon("eye"), "Only visible to you"));
  if (!compact) append(body, head(user, seconds));
  append(body, content(message, context), (message.files ?? []).map(attached));
  append(body, message.ephemeral ? null : [reactions(message, deeds), inThread ? null : threadLink(message, deeds)]);
  append(node, h("div", { class: "message-side" }, compact ? moment(seconds, clockTime(seconds), "when side-when") : avatar(user)), body);
  if (!message.ephemeral && !message.deleted) append(node, toolbar(message, deeds, inThread));
  return node;
}

function head(user, seconds) {
  return h("div", { class: "message-head" },
    h("span", { class: "author" }, user.real_name || user.name),
    user.is_bot ? h("span", { class: "app-tag" }, "APP") : null,
    moment(seconds));
}

function content(message, context) {
  if (message.deleted) return h("div", { class: "gone" }, "This message was deleted.");
  const edited = message.edited ? h("span", { class: "edited", data: { testid: "edited" } }, "(edited)") : null;
  if (!message.blocks?.length) {
    const text = bareText(message.text);
    return append(text, edited ? [" ", edited] : null);
  }
  return [h("div", { class: "blocks" }, blocks(message.blocks, context)), edited];
}

function attached(file) {
  const address = fileAddress(file.id);
  if (file.mimetype?.startsWith("image/")) return h("img", { class: "image", src: address, alt: file.title || file.name });
  return h("a", { class: "file-row", href: address, target: "_blank", rel: "noopener" }, icon("file", "file-icon"), h("span", { class: "file-name" }, file.name));
}

function reactions(message, deeds) {
  if (!message.reactions?.length) return null;
  const row = h("div", { class: "reactions", role: "group", "aria-label": "Reactions" });
  for (const { name, users } of message.reactions) {
    const mine = users.includes(state.me);
    const who = users.map(nameOf).join(", ");
    row.append(h("button", {
      type: "button", class: "reaction", "aria-pressed": String(mine), title: `${who} reacted with :${name}:`,
      "aria-label": `:${name}: ${users.length}, ${who}`, data: { testid: `reaction-${name}` },
      on: { click: () => deeds.react(message, name, mine) },
    }, emojiNode(name), h("span", { class: "count" }, users.length)));
  }
  row.append(reactButton(message, deeds, "reaction reaction-add", "reaction-add"));
  return row;
}

function threadLink(message, deeds) {
  if (!message.reply_count) return null;
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h("button", { type: "button", class: "thread-link", data: { testid: "open-thread" }, on: { click: () => deeds.openThread(message.ts) } },
    icon("thread"), words, h("span", { class: "thread-hint" }, "View thread"));
}

function toolbar(message, deeds, inThread) {
  const bar = h("div", { class: "toolbar", role: "group", "aria-label": "What to do with this message" });
  append(bar, QUICK.slice(0, 2).map((name) => quick(message, deeds, name)));
  append(bar, reactButton(message, deeds, "icon-button", "react"));
  if (!inThread) append(bar, h("button", {
    type: "button", class: "icon-button", "aria-label": "Reply in thread", title: "Reply in thread",
    data: { testid: "reply-in-thread" }, on: { click: () => deeds.openThread(message.ts) } }, icon("thread")));
  const more = h("button", {
    type: "button", class: "icon-button", "aria-label": "More actions", title: "More actions", "aria-haspopup": "menu", data: { testid: "message-menu" } }, icon("more"));
  more.addEventListener("click", () => openMenu(more, menuItems(message, deeds), { label: "Message" }));
  return append(bar, more);
}

function quick(message, deeds, name) {
  const mine = (message.reactions ?? []).some((reaction) => reaction.name === name && reaction.users.includes(state.me));
  return h("button", {
    type: "button", class: "icon-button", "aria-label": `React with :${name}:`, title: `:${name}:`, data: { testid: `quick-${name}` },
    on: { click: () => deeds.react(message, name, mine) } }, emojiNode(name));
}

function reactButton(message, deeds, className, testid) {
  const button = h("button", { type: "button", class: className, "aria-label": "Add a reaction", title: "Add a reaction", "aria-haspopup": "menu", data: { testid } }, icon("smile"));
  button.addEventListener("click", () => openMenu(button, PICKER.map((name) => ({
    label: emojiOf(name),
    name: `:${name}:`,
    testid: `pick-${name}`,
    choose: () => deeds.react(message, name, false),
  })), { label: "Reactions", className: "menu-grid" }));
  return button;
}

function menuItems(message, deeds) {
  const items = (state.workspace.shortcuts ?? []).filter((shortcut) => (shortcut.type ?? "message") === "message").map((shortcut) => ({
    label: [h("span", { class: "app-avatar tiny" }, icon("pen")), h("span", {}, shortcut.name, h("span", { class: "menu-note" }, "Countersign"))],
    testid: `shortcut-${shortcut.callback_id}`,
    choose: () => deeds.shortcut(message, shortcut.callback_id),
  }));
  items.push({
    label: [icon("link"), "Copy text"],
    testid: "copy-text",
    choose: () => navigator.clipboard?.writeText(message.text ?? ""),
  });
  if (message.user !== state.me) return items;
  items.push({ label: [icon("pen"), "Edit message"], testid: "edit-message", choose: () => deeds.edit(message) });
  items.push({
    label: [icon("trash"), "Delete message"], testid: "delete-message", danger: true,
    choose: async () => {
      const sure = await ask({ title: "Delete message", body: "Are you sure you want to delete this message? This cannot be undone.", yes: "Delete", no: "Cancel", danger: true });
      if (sure) deeds.remove(message);
    },
  });
  return items;
}
