// Times as people read them, in the reader's own zone.
import { h } from "./dom.js";

const CLOCK = { hour: "numeric", minute: "2-digit" };

export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], CLOCK);
}

/** "Today", "Yesterday" or the date. */
export function dayName(seconds) {
  const days = daysAgo(seconds);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return new Date(seconds * 1000).toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric" });
}

/** A <time> with the short form shown and the long one on hovering. */
export function moment(seconds, shown = clockTime(seconds), className = "when") {
  const date = new Date(seconds * 1000);
  return h("time", { class: className, datetime: date.toISOString(), title: date.toLocaleString() }, shown);
}

/** "just now", "4 min", "3 h", or the date. */
export function ago(seconds, now = Date.now() / 1000) {
  const past = Math.max(0, now - seconds);
  if (past < 45) return "just now";
  if (past < 3600) return `${Math.max(1, Math.round(past / 60))} min`;
  if (past < 86400) return `${Math.round(past / 3600)} h`;
  return new Date(seconds * 1000).toLocaleDateString("en-US", { month: "short", day: "numeric" });
}

/** Slack's <!date^…> as a node; `fallback` shows when the format names nothing that is known. */
export function slackDate(seconds, format, fallback, wrap) {
  const date = new Date(seconds * 1000);
  const day = (options) => date.toLocaleDateString("en-US", options);
  const pretty = (form) => {
    const days = daysAgo(seconds);
    return { "-1": "tomorrow", 0: "today", 1: "yesterday" }[days] ?? form;
  };
  const long = { weekday: "long", year: "numeric", month: "long", day: "numeric" };
  const plain = { year: "numeric", month: "long", day: "numeric" };
  const short = { year: "numeric", month: "short", day: "numeric" };
  const forms = {
    date_num: () => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    date: () => day(plain),
    date_short: () => day(short),
    date_long: () => day(long),
    date_pretty: () => pretty(day(plain)),
    date_short_pretty: () => pretty(day(short)),
    date_long_pretty: () => pretty(day(long)),
    time: () => clockTime(seconds),
    time_secs: () => date.toLocaleTimeString([], { ...CLOCK, second: "2-digit" }),
    ago: () => `${ago(seconds)}${Date.now() / 1000 - seconds < 45 ? "" : " ago"}`,
  };
  const words = format.replace(/\{(\w+)\}/g, (whole, name) => forms[name]?.() ?? whole);
  const shown = /\{\w+\}/.test(words) ? (fallback ?? words) : words;
  const node = moment(seconds, shown, "date-mention");
  return wrap ? wrap(node) : node;
}

function two(number) {
  return String(number).padStart(2, "0");
}

function daysAgo(seconds) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(new Date(seconds * 1000))) / 86400000);
}
