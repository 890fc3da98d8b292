// Faces: initials (or one emoji) on a colour that stays the same for the same id; the app carries the house's mark.
import { h } from "./dom.js";
import { mark } from "./icons.js";
import { state } from "./state.js";

const COLOURS = 8;
const OFFICIAL = "official";

export function avatar(user, size = "") {
  if (user.is_bot) return h("span", { class: `avatar app-avatar ${size}`, "aria-hidden": "true" }, mark());
  const at = state.workspace.users.findIndex((each) => each.id === user.id);
  return face(Math.max(at, 0), user.avatar || initials(user.real_name || user.name || "?"), size);
}

export function squareAvatar(author, size = "") {
  if (author.official) return h("span", { class: `avatar round colour-${OFFICIAL} ${size}`, "aria-hidden": "true" }, initials(author.name));
  const sum = [...author.handle].reduce((total, letter) => (total * 31 + letter.codePointAt(0)) % 9973, 11);
  return face(sum, initials(author.name || author.handle), `round ${size}`);
}

function face(number, letters, size) {
  return h("span", { class: `avatar colour-${number % COLOURS} ${size}`, "aria-hidden": "true" }, letters);
}

function initials(name) {
  return name.split(/[\s_]+/).filter(Boolean).slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
}
