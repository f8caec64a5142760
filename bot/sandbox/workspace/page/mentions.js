// Names of people, groups and channels, and links, as small nodes. What one cannot see is not named.

import { el } from "./dom.js";
import { channelOf, go, state } from "./state.js";

/** A person or an app. */
export function person(id, label = "") {
  const user = state.users.get(id);
  const mine = id === state.me ? " mine" : "";
  return el("span", { class: `mention${mine}`, title: user?.title }, `@${user?.real_name ?? (label || id)}`);
}

/** A user group. */
export function group(id, label = "") {
  const found = state.groups.get(id);
  const mine = found?.users.includes(state.me) ? " mine" : "";
  return el("span", { class: `mention${mine}` }, `@${found?.handle ?? (label.replace(/^@/, "") || id)}`);
}

/** A channel; a click goes there. */
export function channel(id) {
  const found = channelOf(id);
  if (!found) return el("span", { class: "mention" }, "#private-channel");
  return el("button", { type: "button", class: "mention", onclick: () => go(id) }, `#${found.name}`);
}

/** @here, @channel or @everyone. */
export function broadcast(range) {
  return el("span", { class: "mention mine" }, `@${range}`);
}

const SAFE = /^(?:https?:\/\/|mailto:|tel:)/i;
const ARCHIVE = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/;

/** A link, or only its text when it leads to anything but the web, mail or a telephone. */
export function link(url, ...label) {
  const words = label.length ? label : [url];
  if (!SAFE.test(url) || !URL.canParse(url)) return el("span", {}, ...words);
  const found = new URL(url);
  const message = found.origin === location.origin && ARCHIVE.exec(found.pathname);
  if (message) return permalink(message, words);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url }, ...words);
}

function permalink([path, id, seconds, rest], words) {
  const follow = (event) => {
    event.preventDefault();
    window.dispatchEvent(new CustomEvent("permalink", { detail: { channel: id, ts: `${seconds}.${rest}` } }));
  };
  return el("a", { href: path, onclick: follow }, ...words);
}
