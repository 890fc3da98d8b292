// Starting the pretend city afresh, asked twice.
import { post } from "./api.js";
import { ask } from "./confirm.js";
import { state } from "./state.js";
import { forgetSeen } from "./unread.js";

/** Ask twice, then empty everything; whether it was done. */
export async function reset() {
  const first = await ask({
    testid: "reset-1", title: "Start afresh?", yes: "Start afresh", no: "Keep everything", danger: true,
    body: "All messages, forms and posts of this pretend city go, and it begins again as it was on its first day." });
  if (!first) return false;
  const second = await ask({
    testid: "reset-2", title: "Really empty it?", yes: "Yes, empty it", no: "Keep everything", danger: true,
    body: "This cannot be undone. The bot's own record is not touched." });
  if (!second) return false;
  await post("reset", { as: state.me });
  forgetSeen();
  return true;
}
