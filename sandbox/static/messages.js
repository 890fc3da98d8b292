// Lists of messages (a channel's and a thread's), and what one can do to a message.
import { ConnectionTrouble, get, post } from "./api.js";
import { announce, h, reconcile } from "./dom.js";
import { editText } from "./edit.js";
import { valuesOf } from "./held.js";
import { messageNode } from "./message.js";
import { isDirect, nameOf, state, titleOf } from "./state.js";
import { dayName } from "./times.js";

const TOGETHER_SECONDS = 300;
const TROUBLE = "We had some trouble connecting. Try again?";

/** A scrolling list that follows one place (a channel or a thread) and keeps to its end while the reader is there. */
export class MessageList {
  constructor({ list, scroller, newer, thread = false, deeds }) {
    this.list = list;
    this.scroller = scroller;
    this.newer = newer;
    this.thread = thread;
    this.deeds = deeds;
    this.place = null;
    this.newest = 0;
    this.stuck = true;
    this.newer?.addEventListener("click", () => this.toEnd());
    this.scroller.addEventListener("scroll", () => {
      this.stuck = this.atEnd();
      if (this.stuck && this.newer) this.newer.hidden = true;
    });
    // A thread that opens beside the list, or an image that has loaded, changes the height.
    const watch = new ResizeObserver(() => this.stuck && this.toEnd());
    watch.observe(this.scroller);
    watch.observe(this.list);
  }

  /** Empty the list unless it already shows `place`, so that nobody sees for a moment what only another may see. */
  leave(place) {
    if (place === this.place) return;
    this.list.replaceChildren();
    delete this.list.dataset.place;
  }

  /** Show `messages` of `place`, a string that changes when the person or the channel does. */
  show(place, messages) {
    const moved = place !== this.place;
    const stick = moved || this.stuck;
    if (moved) this.list.replaceChildren();
    this.place = place;
    this.list.dataset.place = place;
    reconcile(this.list, rows(messages, this.thread), (row) => row.key, (row) => row.stamp, (row) => this.build(row));
    const last = messages.at(-1);
    const fresh = last && Number(last.ts) > this.newest && !moved;
    this.newest = last ? Number(last.ts) : 0;
    if (fresh && last.user !== state.me) announce(`${nameOf(last.user)}: ${last.text || "new message"}`);
    if (stick) this.toEnd();
    else if (fresh && this.newer) this.newer.hidden = false;
  }

  build(row) {
    if (row.day) return h("li", { class: "day", role: "separator" }, h("span", {}, row.day));
    if (row.intro) return intro(state.channels.get(state.channel));
    if (row.rule) return h("li", { class: "thread-rule", role: "separator" }, h("span", {}, row.rule));
    return messageNode(row.message, { deeds: this.deeds, compact: row.compact, inThread: this.thread });
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  toEnd() {
    this.stuck = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    if (this.newer) this.newer.hidden = true;
  }
}

function rows(messages, thread) {
  const out = thread ? [] : [{ key: "intro", stamp: `${state.channel}`, intro: true }];
  let before = null;
  let day = null;
  for (const message of messages) {
    const seconds = Number(message.ts);
    const today = dayName(seconds);
    if (!thread && today !== day) out.push({ key: `day-${today}`, stamp: today, day: today });
    // In a thread the parent stands apart from its replies.
    const follows = !thread || before !== messages[0];
    const compact = follows && today === day && together(before, message);
    out.push({ key: message.ts, stamp: JSON.stringify([message, compact, state.me]), message, compact });
    if (thread && before === null && messages.length > 1) {
      const count = messages.length - 1;
      const words = count === 1 ? "1 reply" : `${count} replies`;
      out.push({ key: "rule", stamp: words, rule: words });
    }
    before = message;
    day = today;
  }
  return out;
}

function intro(channel) {
  if (isDirect(channel)) return h("li", { class: "intro" }, h("p", { class: "intro-title" }, titleOf(channel, state.me)), h("p", {}, "The very beginning of this conversation."));
  const words = channel.id === "C0DESK"
    ? ["Replies of the official account are proposed and reviewed here. Start with a post in the public square: choose ", h("strong", {}, "Propose a reply"), ", or type ", h("kbd", {}, "/reply"), " below."]
    : [`The very beginning of #${channel.name}.`];
  return h("li", { class: "intro" }, h("p", { class: "intro-title" }, `#${channel.name}`), h("p", {}, words));
}

function together(before, message) {
  if (!before || before.ephemeral || message.ephemeral || before.deleted) return false;
  // The app's cards each stand under their own head, so that it is plain whose words they are.
  return before.user === message.user && !message.blocks?.length && Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS;
}

export async function fetchMessages(channel, thread = null) {
  const body = await get("/page/api/messages", { as: state.me, channel, thread });
  return Array.isArray(body) ? body : body.messages ?? [];
}

/** What one can do to a message in `channelOf()`; `openThread` is the page's own. */
export function messageDeeds({ channelOf, openThread, complain }) {
  const attempt = async (path, body) => {
    try {
      const answer = await post(path, { as: state.me, channel: channelOf(), ...body });
      return answer.ok === false || answer.error ? answer.error ?? "failed" : null;
    } catch (trouble) {
      if (!(trouble instanceof ConnectionTrouble)) throw trouble;
      return "connection";
    }
  };
  const loud = async (path, body) => {
    if (await attempt(path, body)) complain(TROUBLE);
  };
  return {
    openThread,
    act: async (message, blockId, actionId, payload) => {
      const container = { type: message.ephemeral ? "ephemeral" : "message", channel: channelOf(), ts: message.ts };
      return (await attempt("action", { container, block_id: blockId, action_id: actionId, values: valuesOf(message), ...payload })) ? TROUBLE : null;
    },
    react: (message, name, remove) => loud("reaction", { ts: message.ts, name, remove }),
    shortcut: (message, callbackId) => loud("shortcut", { ts: message.ts, callback_id: callbackId }),
    remove: (message) => loud("message/delete", { ts: message.ts }),
    edit: async (message) => {
      const text = await editText(message.text ?? "");
      if (text !== null) await loud("message/edit", { ts: message.ts, text });
    },
  };
}
