// What the page says about itself: whether the bot is there, and passing notes.
import { state } from "./state.js";

const WORDS = {
  gone: "The sandbox does not answer",
  on: "Bot connected",
  off: "The bot is not connected: is it running?",
};
const TOAST_MILLISECONDS = 6000;
let toastEnds = null;

/** Show in the pill whether the server answers (`online`) and whether the bot is connected to it. */
export function drawConnection(online) {
  const name = !online ? "gone" : state.workspace?.bot_connected ? "on" : "off";
  const pill = document.getElementById("bot-pill");
  if (pill.dataset.state === name) return;
  pill.dataset.state = name;
  pill.title = WORDS[name];
  document.getElementById("bot-words").textContent = WORDS[name];
}

export function toast(message) {
  const box = document.getElementById("toast");
  box.textContent = message;
  box.hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => (box.hidden = true), TOAST_MILLISECONDS);
}
