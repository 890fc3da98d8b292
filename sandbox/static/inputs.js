// Input blocks of modals and App Home. What is typed goes into `context.typed` at once, so that no refresh can lose it.
import { upload } from "./api.js";
import { allOptions, choiceRows, initialChoice, initialValues, isSelect, nativeSelect } from "./controls.js";
import { append, h, replace, uniqueId } from "./dom.js";
import { keyOf } from "./held.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { searchSelect } from "./searchselect.js";
import { fileAddress, state } from "./state.js";

/** An input block with its label, hint, counter and the place for its error. */
export function inputBlock(block, blockId, context) {
  const element = block.element;
  const key = keyOf(blockId, element.action_id);
  if (!context.typed.has(key)) context.typed.set(key, initial(element));
  const ids = { field: uniqueId("field"), hint: uniqueId("hint"), error: uniqueId("error") };
  const slot = { block, blockId, element, key, ids, context, many: isMany(element) };
  const label = [plain(block.label.text, block.label.emoji !== false), block.optional ? h("span", { class: "optional" }, "(optional)") : null];
  const node = slot.many
    ? h("fieldset", { class: "block-input" }, h("legend", { class: "input-label" }, label))
    : h("div", { class: "block-input" }, h("label", { class: "input-label", for: ids.field }, label));
  append(node, fieldFor(slot), foot(slot));
  node.dataset.testid = `input-${blockId}`;
  node.append(h("div", { class: "field-error", id: ids.error, role: "alert", hidden: true, data: { testid: `error-${blockId}` } }));
  return node;
}

/** Show or take away the error under an input block. */
export function showError(node, message) {
  const place = node.querySelector(".field-error");
  if (!place) return false;
  place.hidden = !message;
  replace(place, message ? [icon("warning"), h("span", {}, message)] : null);
  node.classList.toggle("has-error", Boolean(message));
  for (const control of node.querySelectorAll("input, select, textarea")) control.setAttribute("aria-invalid", String(Boolean(message)));
  return true;
}

/** What is wrong with what was typed, as Slack's client says it before anything is sent; null when nothing is. */
export function complaint(block, value) {
  const { element } = block;
  const empty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty) return block.optional ? null : "Please complete this required field.";
  if (typeof value !== "string") return null;
  const length = [...value].length;
  if (element.max_length && length > element.max_length) return `This is ${length - element.max_length} characters too long. The limit is ${element.max_length}.`;
  if (element.min_length && length < element.min_length) return `Please write at least ${element.min_length} characters.`;
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/i.test(value)) return "Please enter a valid link.";
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return "Please enter a valid email address.";
  return null;
}

/** The value as it goes to the server: text, option value(s), or file ids. */
export function sent(element, value) {
  return element.type === "file_input" ? value.map((file) => file.id) : value === "" ? null : value;
}

function isMany(element) {
  return ["radio_buttons", "checkboxes", "multi_static_select", "file_input"].includes(element.type);
}

function initial(element) {
  if (element.type === "checkboxes" || element.type === "multi_static_select") return initialValues(element);
  if (element.type === "radio_buttons") return initialValues(element)[0] ?? null;
  if (element.type === "file_input") return [];
  if (element.type === "external_select") return element.initial_option ?? null;
  if (isSelect(element.type)) return initialChoice(element);
  return element.initial_value ?? element.initial_date ?? element.initial_time ?? "";
}

function fieldFor(slot) {
  const { element } = slot;
  if (element.type === "file_input") return fileInput(slot);
  if (slot.many) return choiceInput(slot);
  if (element.type === "external_select") return searchSelect(described(slot), slot, (option) => {
    keep(slot, option);
    if (slot.block.dispatch_action && option) tell(slot, { selected_option: option });
  });
  if (isSelect(element.type)) return selectInput(slot);
  return textInput(slot);
}

const TEXT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text", datepicker: "date", timepicker: "time" };

function described(slot) {
  return { id: slot.ids.field, "aria-describedby": `${slot.ids.hint} ${slot.ids.error}`, data: { testid: `field-${slot.blockId}`, actionId: slot.element.action_id } };
}

function textInput(slot) {
  const { element, context, key } = slot;
  const lines = element.multiline === true || element.type === "rich_text_input";
  const input = h(lines ? "textarea" : "input", {
    ...described(slot),
    class: lines ? "input area" : "input",
    type: lines ? null : TEXT_TYPES[element.type] ?? "text",
    rows: lines ? 4 : null,
    placeholder: element.placeholder?.text,
    required: !slot.block.optional,
    autocomplete: "off",
    inputmode: element.type === "number_input" ? "decimal" : null,
    value: context.typed.get(key),
  });
  if (element.focus_on_load) input.dataset.focusOnLoad = "true";
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let waiting = null;
  input.addEventListener("input", () => {
    keep(slot, input.value);
    if (slot.block.dispatch_action && when.includes("on_character_entered")) {
      clearTimeout(waiting);
      waiting = setTimeout(() => tell(slot, { value: input.value }), 400);
    }
  });
  input.addEventListener("keydown", (event) => {
    const plainEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (plainEnter && !lines && slot.block.dispatch_action && when.includes("on_enter_pressed")) {
      event.preventDefault();
      tell(slot, { value: input.value });
    }
  });
  return input;
}

function selectInput(slot) {
  const { element, context, key } = slot;
  const select = nativeSelect(element, context.typed.get(key), { ...described(slot), required: !slot.block.optional });
  select.addEventListener("change", () => {
    keep(slot, select.value);
    if (slot.block.dispatch_action) tell(slot, { selected_option: allOptions(element).find((each) => each.value === select.value) });
  });
  return select;
}

function choiceInput(slot) {
  const { element, context, key } = slot;
  const single = element.type === "radio_buttons";
  const before = context.typed.get(key);
  const box = h("div", { class: "choices", data: { testid: `field-${slot.blockId}`, actionId: element.action_id } });
  append(box, choiceRows(element, uniqueId("choice"), single ? [before] : before));
  box.addEventListener("change", () => {
    const chosen = [...box.querySelectorAll("input:checked")].map((input) => input.value);
    keep(slot, single ? chosen[0] ?? null : chosen);
    const options = allOptions(element).filter((each) => chosen.includes(each.value));
    if (slot.block.dispatch_action) tell(slot, single ? { selected_option: options[0] } : { selected_options: options });
  });
  return box;
}

function fileInput(slot) {
  const { element, context, key } = slot;
  const most = element.max_files ?? 10;
  const listed = h("ul", { class: "files" });
  const status = h("div", { class: "file-status", role: "status" });
  const input = h("input", {
    ...described(slot), type: "file", class: "sr", multiple: most > 1, accept: element.filetypes?.map((type) => `.${type}`).join(",") });
  const draw = () => replace(listed, context.typed.get(key).map((file) => fileRow(file, () => {
    keep(slot, context.typed.get(key).filter((each) => each.id !== file.id));
    draw();
  })));
  input.addEventListener("change", async () => {
    const chosen = [...input.files].slice(0, most - context.typed.get(key).length);
    status.textContent = input.files.length > chosen.length ? `At most ${most} ${most === 1 ? "file" : "files"} here.` : "";
    for (const file of chosen) {
      status.textContent = `Uploading ${file.name}…`;
      try {
        const id = await upload(state.me, file);
        keep(slot, [...context.typed.get(key), { id, name: file.name, image: file.type.startsWith("image/") }]);
        status.textContent = "";
      } catch (trouble) {
        status.textContent = trouble.message;
      }
      draw();
    }
    input.value = "";
  });
  draw();
  return h("div", { class: "file-box" }, listed,
    h("label", { class: "button file-button", for: slot.ids.field }, input, icon("plus"), "Add a file"), status);
}

function fileRow(file, remove) {
  const picture = file.image ? h("img", { class: "file-thumb", src: fileAddress(file.id), alt: "" }) : icon("file", "file-icon");
  return h("li", { class: "file-row", data: { file: file.id } }, picture, h("span", { class: "file-name" }, file.name),
    h("button", { type: "button", class: "icon-button", "aria-label": `Remove ${file.name}`, on: { click: remove } }, icon("close")));
}

/** The hint, and the counter where the length is limited. */
function foot(slot) {
  const { block, element, context, key, ids } = slot;
  const hint = h("span", { class: "hint", id: ids.hint }, block.hint ? plain(block.hint.text, block.hint.emoji !== false) : null);
  if (!element.max_length) return block.hint ? h("div", { class: "input-foot" }, hint) : null;
  const counter = h("span", { class: "counter", data: { testid: `counter-${slot.blockId}` } });
  slot.count = () => {
    const length = [...context.typed.get(key)].length;
    // A link's limit only matters to somebody who comes near it.
    counter.hidden = !element.multiline && length < element.max_length * 0.8;
    counter.textContent = `${length} / ${element.max_length}`;
    counter.classList.toggle("over", length > element.max_length);
    counter.classList.toggle("near", length > element.max_length * 0.9);
  };
  slot.count();
  return h("div", { class: "input-foot" }, hint, counter);
}

function keep(slot, value) {
  slot.context.typed.set(slot.key, value);
  slot.count?.();
  slot.context.changed?.(slot.blockId);
}

function tell(slot, payload) {
  return slot.context.act(slot.blockId, slot.element.action_id, { type: slot.element.type, ...payload });
}
