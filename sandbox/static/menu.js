// A menu that drops from a button, with the arrow keys, Esc and a click outside.
import { h } from "./dom.js";

let openNow = null;

/** Open a menu under `anchor`. Each item: {label (text or nodes), testid?, choose(), danger?}. Opening it again closes it. */
export function openMenu(anchor, items, { label = "Menu", className = "" } = {}) {
  const again = openNow?.anchor === anchor;
  closeMenu();
  if (again) return;
  const buttons = items.map((item) => {
    const row = h("button", {
      type: "button", class: `menu-item ${item.danger ? "menu-danger" : ""}`, role: "menuitem", tabindex: -1,
      "aria-label": item.name, title: item.name, data: { testid: item.testid ?? "menu-item" },
    }, item.label);
    row.addEventListener("click", () => {
      closeMenu();
      item.choose();
    });
    return row;
  });
  const menu = h("div", { class: `menu ${className}`, role: "menu", "aria-label": label, data: { testid: "menu" } }, buttons);
  menu.addEventListener("keydown", (event) => walk(event, buttons));
  // A menu inside an open dialog must lie inside it, or it could not be reached.
  (anchor.closest("dialog") ?? document.body).append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  openNow = { anchor, menu };
  buttons[0]?.focus();
}

function closeMenu(refocus = false) {
  if (!openNow) return;
  const { anchor, menu } = openNow;
  openNow = null;
  const inside = menu.contains(document.activeElement);
  menu.remove();
  anchor.removeAttribute("aria-expanded");
  if (refocus || inside) anchor.focus();
}

function walk(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  }
}

function place(menu, anchor) {
  const from = anchor.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(from.right - size.width, innerWidth - size.width - 8));
  const below = from.bottom + 4;
  const top = below + size.height > innerHeight - 8 ? Math.max(8, from.top - size.height - 4) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

document.addEventListener("pointerdown", (event) => {
  if (openNow && !openNow.menu.contains(event.target) && !openNow.anchor.contains(event.target)) closeMenu();
});
