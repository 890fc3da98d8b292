// Where one writes: messages, and slash commands with the list of them.
import { ConnectionTrouble, post } from "./api.js";
import { h, replace, uniqueId } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";

/** A composer for a channel, or for a thread where `thread()` gives one. What one began to write is kept for each place. */
export class Composer {
  constructor({ label, testid, channel, thread = () => null }) {
    this.channel = channel;
    this.thread = thread;
    this.testid = testid;
    this.drafts = new Map();
    this.place = null;
    this.listId = uniqueId("commands");
    this.chosen = 0;
    this.input = h("textarea", {
      class: "composer-input", rows: 1, "aria-label": label, role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": this.listId, autocomplete: "off", data: { testid } });
    this.send = h("button", { type: "submit", class: "send", "aria-label": "Send", data: { testid: `${testid}-send` } }, icon("send"));
    this.menu = h("ul", { class: "commands", id: this.listId, role: "listbox", "aria-label": "Slash commands", hidden: true, data: { testid: "commands" } });
    this.trouble = h("div", { class: "composer-error", role: "alert", hidden: true, data: { testid: `${testid}-error` } });
    this.box = h("div", { class: "composer-box" }, this.input, h("div", { class: "composer-foot" },
      h("span", { class: "composer-hint" }, this.testid === "composer" ? [h("kbd", {}, "/"), " for commands, ", h("kbd", {}, "Shift"), " ", h("kbd", {}, "Enter"), " for a new line"] : null), this.send));
    this.node = h("form", { class: "composer" }, this.trouble, this.menu, this.box);
    this.listen();
  }

  listen() {
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener("input", () => {
      this.drafts.set(this.place, this.input.value);
      this.complain(null);
      this.suggest();
      this.grow();
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.closeMenu(), 150));
    this.input.addEventListener("focus", () => this.suggest());
  }

  /** Turn to a place; what was begun there before comes back. */
  turnTo(place, placeholder) {
    this.input.placeholder = placeholder;
    if (place === this.place) return;
    this.place = place;
    this.input.value = this.drafts.get(place) ?? "";
    this.complain(null);
    this.closeMenu();
    this.grow();
  }

  /** Put text in and let the person go on from its end. */
  prefill(text) {
    this.input.value = text;
    this.drafts.set(this.place, text);
    this.complain(null);
    this.grow();
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.suggest();
  }

  /** The textarea's height follows its text where the browser cannot do so by itself. */
  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 240)}px`;
  }

  key(event) {
    if (event.isComposing) return;
    const options = [...this.menu.children];
    const open = !this.menu.hidden && options.length > 0 && !this.started;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.choose((this.chosen + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      this.closeMenu();
    } else if (open && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey && !this.complete()) {
      event.preventDefault();
      options[this.chosen].click();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  /** Whether a command's whole name has been typed, so that Enter sends it. */
  complete() {
    return (state.workspace.commands ?? []).some(({ command }) => command === this.input.value.trim());
  }

  suggest() {
    const text = this.input.value;
    const all = state.workspace?.commands ?? [];
    const typedName = text.split(/\s/)[0];
    const fits = text.startsWith("/") && document.activeElement === this.input
      ? all.filter(({ command }) => (/\s/.test(text) ? command === typedName : command.startsWith(text)))
      : [];
    // After the name only the usage stands there, to be read.
    const started = /\s/.test(text);
    this.started = started;
    replace(this.menu, fits.map((command, index) => this.row(command, index, started)));
    this.menu.hidden = fits.length === 0;
    this.menu.classList.toggle("usage-only", started);
    this.input.setAttribute("aria-expanded", String(fits.length > 0));
    if (fits.length) this.choose(0);
    else this.input.removeAttribute("aria-activedescendant");
    if (started) this.input.setAttribute("aria-expanded", "false");
  }

  row(command, index, started) {
    const row = h("li", { class: "command", role: "option", id: `${this.listId}-${index}`, "aria-selected": "false", data: { testid: `command-${command.command.slice(1)}` } },
      h("span", { class: "command-name" }, command.command),
      h("span", { class: "command-usage" }, command.usage ?? ""),
      h("span", { class: "command-what" }, command.description ?? ""));
    row.addEventListener("mousedown", (event) => event.preventDefault());
    if (!started) row.addEventListener("click", () => this.prefill(`${command.command} `));
    return row;
  }

  choose(index) {
    this.chosen = index;
    for (const [at, row] of [...this.menu.children].entries()) row.setAttribute("aria-selected", String(at === index));
    this.input.setAttribute("aria-activedescendant", this.menu.children[index].id);
  }

  closeMenu() {
    this.menu.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  complain(message) {
    this.trouble.hidden = !message;
    replace(this.trouble, message ? [icon("warning"), h("div", {}, h("span", { class: "only-you" }, "Slackbot, only visible to you"), h("span", {}, message))] : null);
  }

  async submit() {
    const text = this.input.value;
    if (!text.trim() || this.busy) return;
    this.closeMenu();
    this.setBusy(true);
    const place = this.place;
    const complaint = text.startsWith("/") ? await this.command(text.trim()) : await this.message(text.trim());
    this.setBusy(false);
    if (complaint === null) {
      this.drafts.delete(place);
      if (place === this.place) this.input.value = "";
    }
    if (place === this.place) this.complain(complaint);
    this.grow();
  }

  setBusy(on) {
    this.busy = on;
    this.box.classList.toggle("busy", on);
    this.input.readOnly = on;
    this.send.setAttribute("aria-busy", String(on));
    replace(this.send, on ? h("span", { class: "spinner" }) : icon("send"));
  }

  /** Send a slash command; null, or what Slack says when it failed. */
  async command(text) {
    const [command] = text.split(/\s/, 1);
    if (this.thread()) return `${command} is not supported in threads. Sorry!`;
    if (!(state.workspace.commands ?? []).some((known) => known.command === command)) {
      return `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands. If you are trying to send a message and not run a command, try preceding the "/" with an empty space.`;
    }
    const answer = await quiet("command", { as: state.me, channel: this.channel(), command, text: text.slice(command.length).trim() });
    if (answer.ok !== false && !answer.error) return null;
    if (answer.error === "connection") return "We had some trouble connecting. Try again?";
    return `${command} failed with the error "${answer.error}"`;
  }

  async message(text) {
    const answer = await quiet("message", { as: state.me, channel: this.channel(), text, thread_ts: this.thread() ?? undefined });
    if (answer.ok !== false && !answer.error) return null;
    return answer.error === "connection" ? "We had some trouble connecting. Try again?" : `Your message was not sent: ${answer.error}.`;
  }
}

async function quiet(path, body) {
  try {
    return await post(path, body);
  } catch (trouble) {
    if (!(trouble instanceof ConnectionTrouble)) throw trouble;
    return { ok: false, error: "connection" };
  }
}
