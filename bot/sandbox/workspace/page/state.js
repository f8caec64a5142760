// What the page knows: who acts, where, and the workspace's directory. Those who show it listen for a topic.

import { remember } from "./memory.js";

export const state = {
  me: "",
  arrived: "", // who acts, once their channels are known and one of them is shown
  place: "channel",
  channel: "",
  thread: "",
  marked: "",
  chosen: { channel: "", thread: "" }, // kept while somebody acts who cannot see it
  online: false,
  team: {},
  bot: {},
  users: new Map(),
  groups: new Map(),
  channels: [],
  commands: [],
  shortcuts: [],
  scenarios: [],
};

const ears = new Map();

/** Calls `ear` whenever that topic is told. */
export function on(topic, ear) {
  ears.set(topic, [...(ears.get(topic) ?? []), ear]);
}

/** Tells a topic: person, place, thread, directory, scenarios, unread, online, view, home, cluster. */
export function tell(topic) {
  for (const ear of ears.get(topic) ?? []) ear();
}

/** Takes in the answer of /ui/bootstrap. */
export function learn(found) {
  Object.assign(state, {
    team: found.team,
    bot: found.bot,
    users: new Map(found.users.map((user) => [user.id, user])),
    groups: new Map(found.groups.map((group) => [group.id, group])),
    channels: found.channels,
    commands: found.commands,
    shortcuts: found.shortcuts,
    scenarios: found.scenarios,
  });
  tell("directory");
  tell("scenarios");
}

/** The people whom one can act as. */
export function people() {
  return [...state.users.values()].filter((user) => !user.is_bot);
}

export const me = () => state.users.get(state.me);
export const channelOf = (id) => state.channels.find((channel) => channel.id === id);
export const here = () => channelOf(state.channel);

/** Goes to a channel, and to a thread in it if one is named; `marked` is a message to point at. */
export function go(channel, thread = "", marked = "") {
  state.chosen = { channel, thread };
  stand(channel, thread, marked);
}

/** Stands in a channel because one could not stay where one had chosen to be. */
export function stand(channel, thread = "", marked = "") {
  Object.assign(state, { place: "channel", channel, thread, marked });
  tell("place");
  tell("thread");
}

/** Opens a thread of the present channel, or closes it with "". */
export function openThread(ts) {
  state.chosen = { channel: state.channel, thread: ts };
  Object.assign(state, { thread: ts, marked: "" });
  tell("thread");
}

/** Goes to the app's Home tab. */
export function goHome() {
  Object.assign(state, { place: "home", thread: "" });
  tell("place");
  tell("thread");
}

/** Becomes somebody else. The directory is asked for again, since everybody sees other channels. */
export function become(user) {
  state.me = user;
  remember("me", user);
  tell("person");
}
