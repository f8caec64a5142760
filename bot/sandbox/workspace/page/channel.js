// The open channel: its head, its messages, its composer.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { byId } from "./dom.js";
import { notice } from "./notices.js";
import { count } from "./reading.js";
import { here, on, state } from "./state.js";
import { sentence } from "./words.js";

let list;
let shown = {};
let asked = 0;

/** Starts to show whatever channel is open. */
export function startChannel() {
  list = new Conversation("channel");
  const composer = new Composer("channel-composer", { label: () => `Message #${here()?.name}`, commands: true });
  on("place", () => {
    head();
    composer.look();
    load();
  });
}

function head() {
  const home = state.place === "home";
  byId("channel-scroll").hidden = home;
  byId("channel-composer").hidden = home;
  byId("home").hidden = !home;
  const channel = here();
  const title = home ? "Lookout" : `${channel?.is_private ? "🔒 " : "#"}${channel?.name ?? ""}`;
  const shared = channel?.is_shared ? "shared with another organisation · " : "";
  byId("place-title").textContent = title;
  byId("place-topic").textContent = home ? "App Home" : `${shared}${channel?.topic ?? ""} · ${channel?.members.length ?? 0} members`;
  byId("channel-list").setAttribute("aria-label", `Messages in ${channel?.name}`);
}

/** Reads the open channel again. */
export async function load() {
  const { me: user, channel } = state;
  if (state.place !== "channel" || !channel) return;
  if (shown.channel !== channel || shown.user !== user) list.clear({ stay: shown.channel === channel });
  shown = { user, channel };
  asked += 1;
  const turn = asked; // of several answers the one to the last question counts
  try {
    const { messages } = await api.messages(user, channel);
    if (turn !== asked || user !== state.me || channel !== state.channel) return;
    list.show(channel, messages);
    count(channel, messages);
  } catch (refusal) {
    notice(sentence(refusal.word), "bad");
  }
}
