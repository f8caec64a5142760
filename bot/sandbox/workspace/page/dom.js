// Making elements. Text only ever becomes text nodes, so nothing that was written by others can become markup.

/** An element. Attributes named "on…" are listeners; null, undefined and false are left out, in children too. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** The element of the skeleton with that id. */
export function byId(id) {
  return document.getElementById(id);
}

let minted = 0;

/** An id that no other element of the page has. */
export function freshId(prefix) {
  minted += 1;
  return `${prefix}-${minted}`;
}

/** Text that only a screen reader says. */
export function unseen(text) {
  return el("span", { class: "unseen" }, text);
}

const COLOUR = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i;

/** Sets a custom property to a colour; anything that is no plain hexadecimal colour is ignored. */
export function paint(node, property, colour) {
  const found = COLOUR.exec(colour ?? "");
  if (found) node.style.setProperty(property, `#${found[1]}`);
  return node;
}
