// Refreshing without a stampede.
import { ConnectionTrouble } from "./api.js";

const running = new Map(); // name -> the work that waits for its turn, or null

/** Run `work` soon, never twice at once; of the calls that come meanwhile the last one runs afterwards. */
export async function soon(name, work, lost) {
  if (running.has(name)) return void running.set(name, work);
  running.set(name, null);
  try {
    await work();
  } catch (trouble) {
    if (!(trouble instanceof ConnectionTrouble)) throw trouble;
    lost();
  } finally {
    const next = running.get(name);
    running.delete(name);
    if (next) soon(name, next, lost);
  }
}
