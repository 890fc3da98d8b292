// Slack's external select: one types, the app answers with options, one chooses.
import { post } from "./api.js";
import { h, replace, uniqueId } from "./dom.js";
import { state } from "./state.js";

const PAUSE_MILLISECONDS = 250;

/** The field for an external select; `props` go to its input, `choose(option)` hears the whole option, or null when it is cleared. */
export function searchSelect(props, { element, blockId, context, key }, choose) {
  const listId = uniqueId("options");
  const list = h("ul", { class: "found", id: listId, role: "listbox", hidden: true });
  const input = h("input", {
    ...props, class: "input", type: "text", role: "combobox", autocomplete: "off", "aria-controls": listId, "aria-expanded": "false",
    placeholder: element.placeholder?.text ?? "Type to search", value: context.typed.get(key)?.text.text ?? "",
  });
  const show = (rows) => {
    replace(list, rows);
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
  };
  const row = (option) => {
    const take = () => {
      input.value = option.text.text;
      show([]);
      choose(option);
    };
    return h("li", { class: "found-row", role: "option", tabindex: -1, data: { testid: `option-${option.value}` }, on: { mousedown: (event) => event.preventDefault(), click: take, keydown: (event) => event.key === "Enter" && take() } }, option.text.text);
  };
  let asked = 0;
  let waiting = null;
  const search = async () => {
    const mine = (asked += 1);
    const answer = await post("options", {
      as: state.me, container: { type: "view", view_id: context.viewId }, block_id: blockId, action_id: element.action_id, value: input.value });
    if (mine !== asked) return;
    const options = answer.options ?? (answer.option_groups ?? []).flatMap((group) => group.options);
    show(options.length ? options.map(row) : [h("li", { class: "found-none" }, answer.ok === false ? "The options could not be fetched." : "No results")]);
  };
  input.addEventListener("input", () => {
    choose(null);
    clearTimeout(waiting);
    if (input.value.length >= (element.min_query_length ?? 1)) waiting = setTimeout(search, PAUSE_MILLISECONDS);
    else show([]);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") list.querySelector("[role=option]")?.focus();
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    show([]);
  });
  list.addEventListener("keydown", (event) => {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!next) return;
    event.preventDefault();
    (document.activeElement[next] ?? input).focus();
  });
  return h("div", { class: "search-select" }, input, list);
}
