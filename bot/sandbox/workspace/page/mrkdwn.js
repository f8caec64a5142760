// Slack's markup as nodes: bold, italic, strike, code, quotes, links, mentions, emoji. Everything else stays text.

import { el } from "./dom.js";
import { drawable, emoji } from "./emoji.js";
import * as mentions from "./mentions.js";
import { dated } from "./time.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const MARKS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const BARE = /^https?:\/\/[^\s<>|"`]+/;
const FENCE = /```([\s\S]+?)```/g;
const WHOLE = /^(?:`[^`]+`|<[^<>]+>)/; // no mark ends inside of these
const ENTITY = /^<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>]*)>/i;
const QUOTE = /^(?:>|&gt;) ?/;

/** The three characters that Slack escapes, back again. */
export function plain(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (found) => ENTITIES[found]);
}

/** A text in Slack's markup. `verbatim` leaves bare web addresses alone. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const source = String(text ?? "");
  const nodes = [];
  let at = 0;
  for (const found of source.matchAll(FENCE)) {
    nodes.push(...lines(source.slice(at, found.index).replace(/\n$/, ""), verbatim), fence(found[1]));
    at = found.index + found[0].length;
    if (source[at] === "\n") at += 1;
  }
  return [...nodes, ...lines(source.slice(at), verbatim)];
}

/** A plain_text object: no markup, only emoji. */
export function plainText(text, withEmoji = true) {
  const words = plain(String(text ?? ""));
  return withEmoji ? words.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name)) : words;
}

function fence(inside) {
  return el("pre", {}, plain(inside.replace(/^\n/, "").replace(/\n$/, "")));
}

function lines(text, verbatim) {
  if (text === "") return [];
  const runs = []; // neighbouring lines of one kind: quoted or not
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    if (runs.at(-1)?.quoted !== quoted) runs.push({ quoted, lines: [] });
    runs.at(-1).lines.push(line.replace(QUOTE, ""));
  }
  return runs.flatMap((run) => {
    const nodes = broken(run.lines, verbatim);
    return run.quoted ? [el("blockquote", {}, nodes)] : nodes;
  });
}

function broken(some, verbatim) {
  return some.flatMap((line, index) => [...(index ? [el("br")] : []), ...inline(line, verbatim)]);
}

/** One line of markup. */
export function inline(line, verbatim = false) {
  const nodes = [];
  let text = "";
  let at = 0;
  const put = (node, length) => {
    if (text) nodes.push(plain(text));
    text = "";
    nodes.push(node);
    at += length;
  };
  while (at < line.length) {
    const rest = line.slice(at);
    const before = line[at - 1] ?? " ";
    const found = code(rest) ?? entity(rest) ?? marked(line, at, verbatim) ?? named(rest) ?? bare(rest, before, verbatim);
    if (found) put(...found);
    else {
      text += line[at];
      at += 1;
    }
  }
  if (text) nodes.push(plain(text));
  return nodes;
}

function code(rest) {
  const found = /^`([^`]+)`/.exec(rest);
  return found && [el("code", {}, plain(found[1])), found[0].length];
}

function entity(rest) {
  const found = ENTITY.exec(rest);
  return found && [reference(found[1]), found[0].length];
}

function reference(inside) {
  const [body, ...more] = inside.split("|");
  const label = plain(more.join("|"));
  if (body.startsWith("@")) return mentions.person(body.slice(1), label);
  if (body.startsWith("#")) return mentions.channel(body.slice(1));
  if (body.startsWith("!subteam^")) return mentions.group(body.slice(9), label);
  if (body.startsWith("!date^")) return moment(body, label);
  if (body.startsWith("!")) return mentions.broadcast(body.slice(1));
  const url = plain(body);
  return mentions.link(url, label || url.replace(/^(?:mailto|tel):/, ""));
}

function moment(body, fallback) {
  const [, timestamp, tokens, url] = body.split("^");
  const words = /^\d+$/.test(timestamp) ? dated(timestamp, tokens ?? "") : fallback;
  return url ? mentions.link(plain(url), words) : el("time", { title: fallback }, words);
}

function marked(line, at, verbatim) {
  const mark = line[at];
  const before = line[at - 1] ?? " ";
  if (!(mark in MARKS) || WORD.test(before) || before === mark) return null;
  if (!line[at + 1] || /\s/.test(line[at + 1]) || line[at + 1] === mark) return null;
  const end = closing(line, at, mark);
  return end < 0 ? null : [el(MARKS[mark], {}, inline(line.slice(at + 1, end), verbatim)), end + 1 - at];
}

function closing(line, at, mark) {
  for (let end = at + 1; end < line.length; end += 1) {
    const whole = WHOLE.exec(line.slice(end));
    if (whole) end += whole[0].length - 1;
    else if (line[end] === mark && !/\s/.test(line[end - 1]) && !WORD.test(line[end + 1] ?? " ")) return end;
  }
  return -1;
}

function named(rest) {
  const found = /^:([a-z0-9_+-]+):/.exec(rest);
  return found && drawable(found[1]) ? [emoji(found[1]), found[0].length] : null;
}

function bare(rest, before, verbatim) {
  if (verbatim || WORD.test(before)) return null;
  const found = BARE.exec(rest)?.[0].replace(/(?:[.,;:!?)\]}'*_~]|&gt;)+$/, "");
  return found ? [mentions.link(plain(found)), found.length] : null;
}
