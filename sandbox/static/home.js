// The app's Home tab.
import { ConnectionTrouble, get, post } from "./api.js";
import { idOf, oneBlock } from "./blocks.js";
import { h, reconcile, replace } from "./dom.js";
import { mark } from "./icons.js";
import { bot, state } from "./state.js";

const typed = new Map();

/** Fetch and draw the Home of the person into `box`. `opened` tells the app that somebody looks; a refresh does not. */
export async function drawHome(box, opened) {
  const me = state.me;
  const { view } = await get("/page/api/home", { as: me, refresh: opened ? null : 1 });
  if (me !== state.me) return;
  if (!view) return void replace(box, emptyHome());
  if (box.dataset.view !== `${me} ${view.id}`) {
    box.replaceChildren();
    box.dataset.view = `${me} ${view.id}`;
  }
  for (const stray of box.querySelectorAll(".empty")) stray.remove();
  const rows = view.blocks.map((block, index) => ({ block, id: idOf(block, index) }));
  const context = { act: (...args) => act(view.id, ...args), typed };
  reconcile(box, rows, ({ id }) => id, ({ block }) => JSON.stringify(block), ({ block, id }) => oneBlock(block, id, context));
}

function emptyHome() {
  return h("div", { class: "empty" }, h("span", { class: "app-avatar large" }, mark()),
    h("p", { class: "empty-title" }, `${bot().real_name} has not put anything here yet`),
    h("p", {}, state.workspace.bot_connected ? "It was told that you opened this tab." : "The bot is not connected: is it running?"));
}

async function act(viewId, blockId, actionId, payload) {
  try {
    const answer = await post("action", { as: state.me, container: { type: "home", view_id: viewId }, block_id: blockId, action_id: actionId, ...payload });
    return answer.ok === false || answer.error ? "We had some trouble connecting. Try again?" : null;
  } catch (trouble) {
    if (!(trouble instanceof ConnectionTrouble)) throw trouble;
    return "We had some trouble connecting. Try again?";
  }
}
