// Editing one's own message.
import { h } from "./dom.js";
import { state } from "./state.js";

/** Ask for a message's new text; null when nothing is to change. */
export function editText(before) {
  return new Promise((resolve) => {
    const area = h("textarea", { class: "input area", rows: 5, "aria-labelledby": "edit-title", data: { testid: "edit-text" }, value: typed(before) });
    const save = h("button", { type: "button", class: "button button-primary", data: { testid: "edit-save" } }, "Save changes");
    const cancel = h("button", { type: "button", class: "button" }, "Cancel");
    const dialog = h("dialog", { class: "dialog small-dialog", "aria-labelledby": "edit-title" },
      h("h2", { class: "dialog-title", id: "edit-title" }, "Edit message"),
      h("div", { class: "dialog-body" }, area),
      h("div", { class: "dialog-foot" }, cancel, save));
    let text = null;
    save.addEventListener("click", () => {
      text = area.value.trim();
      dialog.close();
    });
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(text && text !== typed(before) ? text : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    area.focus();
  });
}

/** A message's text as it was typed: Slack's angle brackets and entities undone. */
function typed(text) {
  const plain = text.replace(/<([^>|]+)(?:\|([^>]*))?>/g, (_, target, label) => {
    if (target.startsWith("@")) return `@${state.users.get(target.slice(1))?.name ?? target.slice(1)}`;
    if (target.startsWith("#")) return `#${label || state.channels.get(target.slice(1))?.name || target.slice(1)}`;
    return target.startsWith("!") ? `@${label ?? target.slice(1)}` : target;
  });
  return plain.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}
