// Where one writes: Enter sends, Shift+Enter makes a new line, a list completes commands and names.

import * as api from "./api.js";
import { hint, isCommand, suggestions } from "./completion.js";
import { byId, el, freshId } from "./dom.js";
import { notice } from "./notices.js";
import { here, state } from "./state.js";
import { sentence } from "./words.js";

const TALLEST = 180; // pixels

/** A composer in the skeleton's element of that id. Commands work in channels only, never in threads. */
export class Composer {
  constructor(id, { label, commands = false, threaded = false }) {
    Object.assign(this, { root: byId(id), label, commands, threaded, items: [], from: 0, chosen: 0, drafts: new Map() });
    const list = freshId("completion");
    this.list = el("ul", { id: list, class: "completion", role: "listbox", "aria-label": "Completions", hidden: true });
    this.input = el("textarea", {
      rows: 1, "aria-autocomplete": "list", "aria-controls": list, "aria-haspopup": "listbox", spellcheck: true,
      oninput: () => this.typed(), onkeydown: (event) => this.key(event), onblur: () => this.offer({ from: 0, items: [] }),
    });
    this.send = el("button", { type: "submit", class: "button primary" }, "Send");
    this.hint = el("p", { class: "hint", "aria-live": "polite" });
    const submit = (event) => {
      event.preventDefault();
      this.hand();
    };
    this.form = el("form", { onsubmit: submit }, this.list, el("div", { class: "write" }, this.input, this.send), this.hint);
    this.root.append(this.form);
  }

  /** Fits the composer to whoever acts and where; each place keeps its draft. */
  look() {
    if (this.place) this.drafts.set(this.place, this.input.value);
    this.place = `${state.me}/${state.channel}/${this.threaded ? state.thread : ""}`;
    const member = here()?.members.includes(state.me) ?? false;
    this.input.disabled = this.send.disabled = !member;
    this.input.placeholder = member ? this.label() : "You are not a member of this channel";
    this.input.setAttribute("aria-label", this.input.placeholder);
    this.input.value = this.drafts.get(this.place) ?? "";
    this.typed();
  }

  typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST)}px`;
    const before = this.input.value.slice(0, this.input.selectionStart);
    const writing = document.activeElement === this.input;
    this.offer(writing ? suggestions(before, { commands: this.commands }) : { from: 0, items: [] });
    this.hint.textContent = this.commands ? hint(this.input.value) : "";
  }

  offer({ from, items }) {
    Object.assign(this, { from, items, chosen: 0 });
    this.list.hidden = items.length === 0;
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.point(0);
  }

  option({ label, note }, index) {
    const take = (event) => {
      event.preventDefault(); // the focus stays where one writes
      this.take(index);
    };
    const words = [el("span", {}, label), note && el("small", {}, note)];
    return el("li", { id: `${this.list.id}-${index}`, role: "option", onpointerdown: take }, words);
  }

  point(index) {
    this.chosen = index;
    [...this.list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
    this.list.children[index]?.scrollIntoView({ block: "nearest" });
    if (this.items.length) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  take(index) {
    const after = this.input.value.slice(this.input.selectionStart);
    const text = this.input.value.slice(0, this.from) + this.items[index].insert;
    this.input.value = text + after;
    this.input.setSelectionRange(text.length, text.length);
    this.typed();
  }

  key(event) {
    const open = this.items.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (open && step) this.point((this.chosen + step + this.items.length) % this.items.length);
    else if (open && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) this.take(this.chosen);
    else if (open && event.key === "Escape") this.offer({ from: 0, items: [] });
    else if (event.key === "Enter" && !event.shiftKey) this.hand();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async hand() {
    const text = this.input.value.trim();
    if (!text || this.busy) return;
    if (this.threaded && isCommand(text)) {
      notice("Slash commands do not work in threads. Write it in the channel.", "bad");
      return;
    }
    this.busy = true;
    try {
      await (this.commands && isCommand(text) ? this.command(text) : this.say(text));
      this.input.value = "";
      this.typed();
    } catch (refusal) {
      notice(sentence(refusal.word), "bad");
    } finally {
      this.busy = false;
    }
  }

  say(text) {
    const thread = this.threaded ? state.thread : "";
    return api.say({ user: state.me, channel: state.channel, text, thread_ts: thread });
  }

  command(text) {
    const [command, ...rest] = text.split(" ");
    return api.command({ user: state.me, channel: state.channel, command, text: rest.join(" ") });
  }
}
