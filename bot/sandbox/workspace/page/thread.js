// The thread pane beside the channel.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byId } from "./dom.js";
import { load as loadChannel } from "./channel.js";
import { markRead } from "./reading.js";
import { here, on, openThread, state } from "./state.js";

let list;
let shown = {};

/** Starts to show whatever thread is open. */
export function startThread() {
  list = new Conversation("thread", { inThread: true });
  const composer = new Composer("thread-composer", { label: () => "Reply in this thread", threaded: true });
  byId("thread-close").addEventListener("click", leave);
  byId("thread").addEventListener("keydown", (event) => event.key === "Escape" && leave());
  on("thread", () => {
    byId("thread").hidden = !state.thread;
    byId("app").classList.toggle("with-thread", Boolean(state.thread));
    byId("thread-topic").textContent = `in #${here()?.name ?? ""}`;
    composer.look();
    if (!state.thread) shown = {};
    else load();
  });
}

function leave() {
  const from = byId("channel-list").querySelector(`[data-ts="${state.thread}"] .replies`);
  openThread("");
  (from ?? byId("channel-composer").querySelector("textarea"))?.focus();
}

/** Reads the open thread again. */
export async function load() {
  const { me: user, channel, thread } = state;
  if (!thread) return;
  const same = shown.channel === channel && shown.thread === thread;
  if (!same || shown.user !== user) list.clear({ stay: same });
  shown = { user, channel, thread };
  try {
    const { messages } = await api.thread(user, channel, thread);
    if (user !== state.me || channel !== state.channel || thread !== state.thread) return;
    list.show(channel, messages);
    markRead(`${channel}/${thread}`, messages.at(-1).ts);
    if (!same) byId("thread-list").focus({ preventScroll: true });
    loadChannel(); // the mark of new replies goes
  } catch {
    openThread(""); // deleted, or not for the eyes of whoever acts now
  }
}
