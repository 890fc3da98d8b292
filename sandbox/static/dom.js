// Builds DOM nodes. Text always goes in as text nodes, so what people write is shown and never becomes markup.

/**
 * Make an element. `props`: class, data (dataset), on (listeners), and any attribute; `true` sets an empty attribute and
 * null, undefined and false leave it out. Children may be nodes, strings, numbers, nested arrays, or null to skip.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

let serial = 0;
export function uniqueId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

/**
 * Bring `list`'s children in line with `items`, reusing the node of every item whose content is unchanged, so that focus,
 * selection and scroll survive a refresh. `keyOf` and `stampOf` give an item's identity and its content as strings.
 */
export function reconcile(list, items, keyOf, stampOf, build) {
  const before = new Map([...list.children].map((node) => [node.dataset.key, node]));
  let cursor = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const stamp = stampOf(item);
    let node = before.get(key);
    if (!node || node.stamp !== stamp) {
      const fresh = build(item);
      fresh.dataset.key = key;
      fresh.stamp = stamp;
      if (node) {
        if (node === cursor) cursor = node.nextElementSibling;
        const place = focusPlace(node);
        node.replaceWith(fresh);
        place?.(fresh);
      }
      node = fresh;
    }
    before.delete(key);
    if (node === cursor) cursor = node.nextElementSibling;
    else if (!node.parentNode || node.nextElementSibling !== cursor) list.insertBefore(node, cursor);
  }
  for (const gone of before.values()) gone.remove();
}

/** Remember which control inside `node` has the focus; the returned function gives it back inside the node's successor. */
function focusPlace(node) {
  const active = document.activeElement;
  if (!active || !node.contains(active)) return null;
  const testid = active.dataset.testid;
  return (fresh) => {
    if (!testid) return;
    const wanted = `[data-testid="${CSS.escape(testid)}"]`;
    const again = fresh.matches(wanted) ? fresh : fresh.querySelector(wanted);
    if (again) again.focus({ preventScroll: true });
  };
}

/** Say something to screen readers without moving the focus. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
