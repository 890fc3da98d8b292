// The line above the messages: where one is, and who else is there.
import { avatar } from "./avatar.js";
import { h, replace } from "./dom.js";
import { icon, mark } from "./icons.js";
import { bot, isDirect, partnersOf, state, titleOf } from "./state.js";

/** Draw the head of `channel`, or of the app's Home where there is none. */
export function drawChannelHead(title, about, channel) {
  if (!channel) {
    replace(title, h("span", { class: "app-avatar tiny" }, mark()), bot().real_name);
    replace(about, h("span", { class: "about-words" }, "Home, as only you see it"));
    return;
  }
  if (isDirect(channel)) {
    const partners = partnersOf(channel, state.me);
    replace(title, avatar(partners[0], "tiny"), titleOf(channel, state.me));
    replace(about, h("span", { class: "about-words" }, partners[0].is_bot ? "Direct messages from the app" : "Direct messages"));
    return;
  }
  replace(title, icon(channel.is_private ? "lock" : "hash"), channel.name);
  const members = channel.members.map((id) => state.users.get(id)).filter((user) => user && !user.is_bot);
  replace(about,
    h("span", { class: "about-words" }, channel.is_private ? "Private channel" : "Public channel"),
    h("span", { class: "faces", role: "img", "aria-label": `Members: ${members.map((user) => user.real_name).join(", ")}`, title: members.map((user) => user.real_name).join(", ") },
      members.slice(0, 5).map((user) => avatar(user, "tiny")), h("span", { class: "faces-count" }, members.length)));
}
