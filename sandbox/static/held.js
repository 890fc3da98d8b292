// What a person has chosen in a message's checkboxes, menus and pickers: kept here until the message is updated, as in Slack.
import { state } from "./state.js";

export const keyOf = (blockId, actionId) => `${blockId}/${actionId}`;

const messages = new Map(); // "person channel ts" -> {blocks: the message's blocks as JSON, values: Map of "block/action" -> {blockId, actionId, value}}

/** The choices that this person has made in a message so far; none where its blocks are no longer those that they saw. */
export function heldIn(message) {
  const place = `${state.me} ${message.channel} ${message.ts}`;
  const blocks = JSON.stringify(message.blocks);
  if (messages.get(place)?.blocks !== blocks) messages.set(place, { blocks, values: new Map() });
  return messages.get(place).values;
}

/** What goes along with every click in the message: {block_id: {action_id: value(s)}}. */
export function valuesOf(message) {
  const all = {};
  for (const { blockId, actionId, value } of heldIn(message).values()) (all[blockId] ??= {})[actionId] = value;
  return all;
}

/** What was chosen here before; `otherwise` where nothing was. Forms and the Home tab keep nothing (`held` is not given). */
export function heldOr(held, blockId, actionId, otherwise) {
  return held?.get(keyOf(blockId, actionId))?.value ?? otherwise;
}

export function hold(held, blockId, actionId, value) {
  held?.set(keyOf(blockId, actionId), { blockId, actionId, value });
}
