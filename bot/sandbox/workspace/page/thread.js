// The thread pane beside the channel.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byId } from "./dom.js";
import { load as loadChannel } from "./channel.js";
import { notice } from "./notices.js";
import { markRead } from "./reading.js";
import { here, on, openThread, state } from "./state.js";
import { sentence } from "./words.js";

const GONE = new Set(["thread_not_found", "channel_not_found"]);

let list;
let shown = {};
let asked = 0;

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
    else load().catch((refusal) => notice(sentence(refusal.word), "bad"));
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
  asked += 1;
  const turn = asked;
  try {
    const { messages } = await api.thread(user, channel, thread);
    if (turn !== asked || user !== state.me || channel !== state.channel || thread !== state.thread) return;
    list.show(channel, messages);
    // Whoever writes in it already goes on writing.
    if (!same && !byId("thread").contains(document.activeElement)) byId("thread-list").focus({ preventScroll: true });
    if (markRead(`${channel}/${thread}`, messages.at(-1).ts)) loadChannel(); // the mark of new replies goes
  } catch (refusal) {
    if (!GONE.has(refusal.word)) throw refusal;
    // Deleted, or not for the eyes of whoever acts now; of somebody who has not arrived yet, where they stand comes next.
    if (turn === asked && user === state.arrived) openThread("");
  }
}
