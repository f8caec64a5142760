// What can be completed at the caret: slash commands with their words, people, groups, channels.

import { state } from "./state.js";

const MOST = 8;
const INVITE = { command: "/invite", usage_hint: "@name", description: "Bring somebody into this channel" };

/** The suggestions for a text up to the caret: `{from, items: [{insert, label, note}]}`; no items for none. */
export function suggestions(text, { commands }) {
  const found = (commands && slash(text)) || name(text) || { from: 0, items: [] };
  return { ...found, items: found.items.slice(0, MOST) };
}

/** The hint of the command that is being typed, "" for none. */
export function hint(text) {
  const one = all().find(({ command }) => text.startsWith(`${command} `));
  return one ? `${one.command} ${one.usage_hint}` : "";
}

/** Whether a text is a slash command (a path such as /var/log is one as well, as in any client). */
export const isCommand = (text) => /^\/\w/.test(text);

const all = () => [...state.commands, INVITE];

function slash(text) {
  if (!/^\/[^\n]*$/.test(text)) return null;
  const [typed, ...rest] = text.split(" ");
  if (!rest.length) {
    const items = all().filter(({ command }) => command.startsWith(typed));
    return { from: 0, items: items.map((one) => ({ insert: `${one.command} `, label: `${one.command} ${one.usage_hint}`, note: one.description })) };
  }
  const one = all().find(({ command }) => command === typed);
  if (!one || rest.length > 1 || !one.usage_hint.includes("|")) return null;
  const ways = one.usage_hint.split("|").map((way) => way.trim());
  const fitting = ways.filter((way) => way.startsWith(rest[0]) && way.split(" ")[0] !== rest[0]);
  return { from: 0, items: fitting.map((way) => ({ insert: filled(typed, way), label: `${typed} ${way}`, note: "" })) };
}

function filled(command, way) {
  const [verb, ...more] = way.split(" ");
  return `${command} ${verb}${more.length ? " " : ""}`;
}

function name(text) {
  const found = /(^|[\s(])([@#])([\w.-]*)$/.exec(text);
  if (!found) return null;
  const [, , sign, typed] = found;
  const fits = (one) => one.toLowerCase().startsWith(typed.toLowerCase()) && one.toLowerCase() !== typed.toLowerCase();
  const items = sign === "@" ? named() : state.channels.map((one) => ({ word: one.name, note: one.topic }));
  const from = text.length - typed.length - 1;
  return { from, items: items.filter(({ word }) => fits(word)).map(({ word, note }) => ({ insert: `${sign}${word} `, label: sign + word, note })) };
}

function named() {
  const users = [...state.users.values()].filter((user) => user.id.startsWith("U"));
  users.sort((one, other) => other.is_bot - one.is_bot); // the app first: it is the one most often asked
  return [
    ...users.map((user) => ({ word: user.name, note: `${user.real_name}${user.title ? `, ${user.title}` : ""}` })),
    ...[...state.groups.values()].map((group) => ({ word: group.handle, note: "group" })),
  ];
}
