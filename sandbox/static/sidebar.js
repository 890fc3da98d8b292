// The left pane: who one is, App Home, channels and direct messages, with a dot where something new waits.
import { avatar } from "./avatar.js";
import { append, h, replace } from "./dom.js";
import { icon, mark } from "./icons.js";
import { HOME, bot, channelsOf, directsOf, hashFor, partnersOf, state, titleOf } from "./state.js";

/** Draw the pane; `unread(channelId)` says where a dot goes. */
export function drawSidebar({ card, nav }, unread) {
  const me = state.users.get(state.me);
  replace(card, avatar(me, "large"), h("div", { class: "me-words" },
    h("div", { class: "me-name" }, me.real_name),
    h("div", { class: "me-title" }, me.title)));
  const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  replace(nav,
    group("Apps", [place(HOME, [h("span", { class: "app-avatar tiny" }, mark()), `${bot().real_name}`, h("span", { class: "place-note" }, "Home")], false)]),
    group("Channels", channelsOf(state.me).map((channel) => place(channel.id, [icon(channel.is_private ? "lock" : "hash"), channel.name], unread(channel.id)))),
    group("Direct messages", directs(unread)));
  if (focused) nav.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
}

function directs(unread) {
  const rows = directsOf(state.me).map((channel) => {
    const [partner] = partnersOf(channel, state.me);
    return place(channel.id, [avatar(partner, "tiny"), titleOf(channel, state.me)], unread(channel.id));
  });
  return rows.length ? rows : [h("li", { class: "place-none" }, "Nothing yet")];
}

function group(name, rows) {
  return h("section", { class: "places" }, h("h2", { class: "places-name" }, name), append(h("ul", { class: "places-list" }), rows));
}

function place(id, label, news) {
  const here = state.channel === id;
  return h("li", {}, h("a", {
    href: hashFor({ channel: id, thread: null }), class: `place ${news ? "unread" : ""}`, "aria-current": here ? "page" : null,
    data: { testid: `channel-${id}` },
  }, label, news ? [h("span", { class: "dot" }), h("span", { class: "sr" }, "unread")] : null));
}
