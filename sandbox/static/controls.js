// Interactive elements outside input blocks: buttons, selects, overflow menus, pickers. Each click becomes one block action.
import { askConfirm } from "./confirm.js";
import { append, h, uniqueId } from "./dom.js";
import { heldOr, hold } from "./held.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { link, plain, textObject } from "./mrkdwn.js";
import { directsOf, nameOf, people, state } from "./state.js";

/** The node for an interactive element. Its action goes to `context.act`. */
export function control(element, blockId, context) {
  const kind = KINDS[element.type];
  if (kind) return kind(element, blockId, context);
  if (SELECTS[element.type]) return selectBox(element, blockId, context);
  if (FIELDS[element.type]) return field(element, blockId, context);
  return h("span", { class: "unknown" }, `(an element that this page cannot show: ${element.type})`);
}

const KINDS = {
  button,
  workflow_button: button,
  overflow,
  radio_buttons: choices,
  checkboxes: choices,
  multi_static_select: choices,
};

function button(element, blockId, context) {
  const label = plain(element.text.text, element.text.emoji !== false);
  const node = h("button", {
    type: "button",
    class: `button ${element.style ? `button-${element.style}` : ""}`.trim(),
    "aria-label": element.accessibility_label,
    data: { testid: `action-${element.action_id}`, actionId: element.action_id, value: element.value ?? "" },
  }, h("span", { class: "button-label" }, label), element.url ? icon("link") : null);
  node.addEventListener("click", async () => {
    if (element.confirm && !(await askConfirm(element.confirm))) return;
    if (element.url) openOutside(element.url);
    await fire(node, element, blockId, context, { value: element.value });
  });
  return node;
}

function openOutside(url) {
  const anchor = link(url, url);
  if (anchor.href) anchor.click();
}

function overflow(element, blockId, context) {
  const node = h("button", {
    type: "button", class: "icon-button overflow", "aria-haspopup": "menu", "aria-label": "More actions",
    data: { testid: `action-${element.action_id}`, actionId: element.action_id },
  }, icon("more"));
  node.addEventListener("click", () => {
    openMenu(node, element.options.map((option) => ({
      label: option.text.text,
      testid: `option-${option.value}`,
      choose: async () => {
        if (element.confirm && !(await askConfirm(element.confirm))) return;
        if (option.url) openOutside(option.url);
        await fire(node, element, blockId, context, { selected_option: option });
      },
    })));
  });
  return node;
}

/** Radio buttons, checkboxes and multi-selects outside an input block: each change is an action. A section's text names them. */
function choices(element, blockId, context) {
  const single = element.type === "radio_buttons";
  const name = uniqueId("choice");
  const group = h("fieldset", { class: "choices", "aria-labelledby": context.label, data: { testid: `action-${element.action_id}`, actionId: element.action_id } });
  const chosen = () => [...group.querySelectorAll("input:checked")].map((input) => allOptions(element)[Number(input.dataset.index)]);
  append(group, h("legend", { class: "sr" }, element.placeholder?.text ?? "Choose"));
  append(group, choiceRows(element, name, heldOr(context.held, blockId, element.action_id, initialValues(element))));
  group.addEventListener("change", async () => {
    if (element.confirm && !(await askConfirm(element.confirm))) return;
    const values = chosen().map((each) => each.value);
    hold(context.held, blockId, element.action_id, single ? values[0] : values);
    await send(group, element, blockId, context, single ? { selected_option: chosen()[0] } : { selected_options: chosen() });
  });
  return group;
}

/** One labelled row for each option; shared with input blocks. */
export function choiceRows(element, name, selected) {
  const type = element.type === "radio_buttons" ? "radio" : "checkbox";
  return allOptions(element).map((option, index) => {
    const id = uniqueId("option");
    const input = h("input", { type, id, name, value: option.value, data: { index, testid: `option-${option.value}` } });
    input.checked = selected.includes(option.value);
    return h("div", { class: "choice" }, input, h("label", { for: id },
      h("span", { class: "choice-text" }, textObject(option.text)),
      option.description ? h("span", { class: "choice-more" }, textObject(option.description)) : null));
  });
}

export function allOptions(element) {
  return element.option_groups ? element.option_groups.flatMap((group) => group.options) : element.options ?? [];
}

export function initialValues(element) {
  const options = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  return options.map((option) => option.value);
}

const SELECTS = {
  static_select: (element) => element.option_groups ?? [{ options: element.options ?? [] }],
  users_select: () => [{ options: people().map((user) => option(user.id, nameOf(user.id))) }],
  channels_select: () => [{ options: myChannels() }],
  conversations_select: () => [{ options: [...myChannels(), ...directsOf(state.me).map((each) => option(each.id, each.name ?? each.id))] }],
};

export function isSelect(type) {
  return type in SELECTS;
}

/** A native <select> with the element's options, its groups and its placeholder; shared with input blocks. */
export function nativeSelect(element, selected, props) {
  const select = h("select", { class: "select", ...props });
  select.append(h("option", { value: "" }, element.placeholder?.text ?? "Choose…"));
  for (const group of SELECTS[element.type](element)) {
    const rows = group.options.map((each) => h("option", { value: each.value }, each.text.text));
    append(select, group.label ? append(h("optgroup", { label: group.label.text }), rows) : rows);
  }
  select.value = selected ?? "";
  return select;
}

export function initialChoice(element) {
  return element.initial_option?.value ?? element.initial_user ?? element.initial_channel ?? element.initial_conversation ?? "";
}

function selectBox(element, blockId, context) {
  const before = heldOr(context.held, blockId, element.action_id, initialChoice(element));
  const select = nativeSelect(element, before, {
    "aria-label": element.placeholder?.text ?? "Choose",
    data: { testid: `action-${element.action_id}`, actionId: element.action_id },
  });
  select.addEventListener("change", async () => {
    if (element.confirm && !(await askConfirm(element.confirm))) {
      select.value = before;
      return;
    }
    const chosen = allOptions(element).find((each) => each.value === select.value);
    const payload = {
      static_select: { selected_option: chosen },
      users_select: { selected_user: select.value },
      channels_select: { selected_channel: select.value },
      conversations_select: { selected_conversation: select.value },
    }[element.type];
    hold(context.held, blockId, element.action_id, select.value);
    await fire(select, element, blockId, context, payload);
  });
  return select;
}

const FIELDS = { datepicker: "date", timepicker: "time" };

function field(element, blockId, context) {
  const input = h("input", {
    type: FIELDS[element.type], class: "input small",
    value: heldOr(context.held, blockId, element.action_id, element.initial_date ?? element.initial_time ?? ""),
    "aria-label": element.placeholder?.text ?? element.type, data: { testid: `action-${element.action_id}`, actionId: element.action_id },
  });
  input.addEventListener("change", () => {
    hold(context.held, blockId, element.action_id, input.value);
    return fire(input, element, blockId, context, element.type === "datepicker" ? { selected_date: input.value } : { selected_time: input.value });
  });
  return input;
}

function myChannels() {
  return [...state.channels.values()].filter((channel) => channel.members.includes(state.me)).map((channel) => option(channel.id, `#${channel.name}`));
}

function option(value, text) {
  return { value, text: { type: "plain_text", text } };
}

/** Send the action once; while it is under way the control is busy and further clicks on it do nothing. */
async function fire(node, element, blockId, context, payload) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  await send(node, element, blockId, context, payload);
  node.removeAttribute("aria-busy");
}

/** Send the action. Every tick of a box is one of its own, also while the one before is still under way. */
async function send(node, element, blockId, context, payload) {
  node.parentElement?.querySelector(".action-error")?.remove();
  const trouble = await context.act(blockId, element.action_id, { type: element.type, ...payload });
  if (trouble) node.after(h("span", { class: "action-error", role: "alert", data: { testid: "action-error" } }, icon("warning"), trouble));
}
