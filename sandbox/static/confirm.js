// Small dialogs that ask a yes or no.
import { h } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** Slack's confirm object, asked; true when the person confirms. */
export function askConfirm(confirm) {
  return ask({
    title: textObject(confirm.title),
    body: textObject(confirm.text),
    yes: confirm.confirm?.text ?? "Yes",
    no: confirm.deny?.text ?? "Cancel",
    danger: confirm.style === "danger",
  });
}

/** Ask; `title` and `body` are nodes or texts. Resolves to true or false. */
export function ask({ title, body, yes, no, danger = false, testid = "confirm" }) {
  return new Promise((resolve) => {
    const accept = h("button", { type: "button", class: `button ${danger ? "button-danger" : "button-primary"}`, data: { testid: `${testid}-yes` } }, yes);
    const refuse = h("button", { type: "button", class: "button", data: { testid: `${testid}-no` } }, no);
    const dialog = h("dialog", { class: "dialog small-dialog", role: "alertdialog", "aria-labelledby": `${testid}-title`, data: { testid } },
      h("h2", { class: "dialog-title", id: `${testid}-title` }, title),
      h("div", { class: "dialog-body text" }, body),
      h("div", { class: "dialog-foot" }, refuse, accept));
    let agreed = false;
    accept.addEventListener("click", () => {
      agreed = true;
      dialog.close();
    });
    refuse.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(agreed);
    });
    document.body.append(dialog);
    dialog.showModal();
    refuse.focus();
  });
}
