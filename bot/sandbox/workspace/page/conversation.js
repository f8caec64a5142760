// A list of messages that changes under the reader: only what changed is drawn anew, and the place of reading stays.

import { byId, el } from "./dom.js";
import { whenFree } from "./hold.js";
import { author, messageNode } from "./message.js";
import { lastRead } from "./reading.js";
import { openThread, state } from "./state.js";
import { day } from "./time.js";

const NEAR = 60; // pixels from the end that still count as the end
const TOGETHER = 300; // seconds within which messages of one person are drawn as one

/** A conversation in the skeleton's `name`-scroll and `name`-list. */
export class Conversation {
  constructor(name, { inThread = false } = {}) {
    this.scroller = byId(`${name}-scroll`);
    this.list = byId(`${name}-list`);
    this.inThread = inThread;
    this.drawn = new Map();
    this.stay = null;
    this.next = null;
    this.jump = el("button", { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() }, "New messages ↓");
    this.scroller.append(this.jump);
    this.scroller.addEventListener("scroll", () => this.atEnd() && this.reached());
    this.list.addEventListener("keydown", (event) => this.key(event));
  }

  /** Forgets what is shown, before another conversation is, or (`stay`) the same one as somebody else sees it. */
  clear({ stay }) {
    this.next = null;
    whenFree(() => {
      this.stay = stay ? this.scroller.scrollTop : null;
      this.drawn.clear();
      this.list.replaceChildren();
      this.reached();
    });
  }

  /** Shows these messages of a channel, unless others are to be shown before that can be done. */
  show(channel, messages) {
    this.next = () => this.paint(channel, messages);
    whenFree(() => {
      const next = this.next;
      this.next = null;
      next?.();
    });
  }

  paint(channel, messages) {
    const first = this.drawn.size === 0;
    const follow = this.atEnd();
    const grown = this.draw(this.wanted(channel, messages));
    if (first) this.begin(messages);
    else if (follow) this.toEnd();
    else if (grown) this.jump.hidden = false;
  }

  /** Arrow keys go from message to message; M opens its menu, Enter its thread. */
  key(event) {
    const all = [...this.list.querySelectorAll(".message")];
    const at = all.indexOf(event.target);
    if (event.target !== this.list && at < 0) return;
    const menu = event.key === "m" || event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");
    const next = { ArrowUp: at < 0 ? all.length - 1 : at - 1, ArrowDown: at < 0 ? this.topmost(all) : at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (next !== undefined) all[next]?.focus();
    else if (at >= 0 && menu) all[at].querySelector("[data-action=more]")?.click();
    else if (at >= 0 && event.key === "Enter" && !this.inThread) openThread(all[at].dataset.ts);
    else return;
    event.preventDefault();
  }

  topmost(all) {
    const top = this.scroller.getBoundingClientRect().top;
    return all.findIndex((one) => one.getBoundingClientRect().bottom > top);
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.reached();
  }

  reached() {
    this.jump.hidden = true;
  }

  /** Where reading starts: at the marked message, at the top of what was never read, else at the end. */
  begin(messages) {
    const marked = state.marked && this.list.querySelector(`[data-ts="${CSS.escape(state.marked)}"]`);
    if (this.stay !== null) this.scroller.scrollTop = this.stay;
    else if (marked) marked.scrollIntoView({ block: "center" });
    else if (this.inThread && this.unreadThread(messages)) this.scroller.scrollTop = 0;
    else this.toEnd();
  }

  unreadThread([parent]) {
    return parent && lastRead(`${state.channel}/${parent.ts}`) === "0";
  }

  /** What should stand in the list: `{key, text, make}` each; `text` tells whether it changed. */
  wanted(channel, messages) {
    const found = [];
    let before = null;
    if (!messages.length) found.push({ key: "empty", text: channel, make: () => el("p", { class: "empty" }, "Nothing was written here yet.") });
    messages.forEach((message, index) => {
      const today = day(message.ts);
      if (!this.inThread && (before === null || day(before.ts) !== today)) {
        found.push({ key: today, text: today, make: () => el("h3", { class: "day" }, today) });
        before = null;
      }
      const follows = before !== null && together(before, message);
      const shown = { channel, inThread: this.inThread, follows };
      const seen = lastRead(`${channel}/${message.ts}`);
      const text = JSON.stringify([message, follows, message.ts === state.marked, message.reply_count ? seen : ""]);
      found.push({ key: message.ts, text, make: () => messageNode(message, shown) });
      if (this.inThread && index === 0) found.push(divider(messages.length - 1));
      before = this.inThread && index === 0 ? null : message;
    });
    return found;
  }

  /** Makes the list what it should be; whether something new stands in it. */
  draw(wanted) {
    let grown = false;
    let place = this.list.firstElementChild;
    const kept = new Set(wanted.map(({ key }) => key));
    for (const [key, { node }] of this.drawn) {
      if (kept.has(key)) continue;
      if (place === node) place = node.nextElementSibling;
      node.remove();
      this.drawn.delete(key);
    }
    for (const { key, text, make } of wanted) {
      const old = this.drawn.get(key);
      if (old?.text === text) {
        if (old.node === place) place = place.nextElementSibling;
        else this.list.insertBefore(old.node, place);
        continue;
      }
      const node = make();
      if (old) {
        if (place === old.node) place = place.nextElementSibling;
        exchange(old.node, node);
      } else {
        this.list.insertBefore(node, place);
        grown = true;
      }
      this.drawn.set(key, { text, node });
    }
    return grown;
  }
}

function together(before, message) {
  const plain = (one) => !one.bot_id && !one.subtype && !one.ephemeral;
  return plain(before) && plain(message) && author(before).id === author(message).id && message.ts - before.ts < TOGETHER;
}

function divider(count) {
  const words = count === 0 ? "No replies" : count === 1 ? "1 reply" : `${count} replies`;
  return { key: "divider", text: words, make: () => el("p", { class: "divider" }, words) };
}

/** Puts a new node in place of an old one; a focused button stays focused, or its message if it is gone. */
function exchange(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
  const inside = old.contains(document.activeElement);
  old.replaceWith(node);
  if (!inside) return;
  const again = focused && node.querySelector(`[data-action="${CSS.escape(focused)}"]`);
  if (!again && !node.hasAttribute("tabindex")) node.tabIndex = -1;
  (again || node).focus({ preventScroll: true });
}
