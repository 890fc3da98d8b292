// "You are": the row of people at the top. One click and the whole page is theirs.
import { avatar } from "./avatar.js";
import { append, h, reconcile } from "./dom.js";
import { people, state } from "./state.js";

/** Draw the row into `group`; `choose(userId)` is called for a click, `unread(userId)` says whether news waits for them. */
export function drawPeople(group, choose, unread) {
  reconcile(group, people(), (user) => user.id, (user) => JSON.stringify([user, user.id === state.me, unread(user.id)]), (user) => chip(user, choose, unread(user.id)));
}

/** The arrow keys walk through the row as in any group of radio buttons. */
export function walkPeople(group, choose) {
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = people();
    const at = all.findIndex((user) => user.id === state.me);
    const next = all[(at + step + all.length) % all.length];
    choose(next.id);
    group.querySelector(`[data-testid="person-${next.id}"]`)?.focus();
  });
}

function chip(user, choose, news) {
  const me = user.id === state.me;
  const [name, note] = shortName(user);
  const [first, ...rest] = name.split(" ");
  return h("button", {
    type: "button", role: "radio", "aria-checked": String(me), tabindex: me ? 0 : -1, class: "person",
    title: `${user.real_name}, ${user.title}`, "aria-label": `${user.real_name}, ${user.title}, ${user.role_hint}${news ? ", has unread messages" : ""}`,
    data: { testid: `person-${user.id}` }, on: { click: () => choose(user.id) },
  },
  append(h("span", { class: "person-face" }), avatar(user), news && !me ? h("span", { class: "dot", data: { testid: `person-news-${user.id}` } }) : null),
  h("span", { class: "person-words" }, h("span", { class: "person-name" }, first, h("span", { class: "person-rest" }, rest.length ? ` ${rest.join(" ")}` : null)), h("span", { class: "person-role" }, note ?? user.role_hint)));
}

/** "Tomás Aragón (second account)" reads better as a name and a note. */
function shortName(user) {
  const match = /^(.*?)\s*\((.*)\)$/.exec(user.real_name);
  return match ? [match[1], match[2]] : [user.real_name, null];
}
