// The markdown block: the common part of Markdown as nodes (headings, lists, quotes, fences, tables, emphasis, links).

import { el } from "./dom.js";
import { link } from "./mentions.js";

const FENCE = /^```/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const QUOTE = /^>\s?/;
const RULE = /^(?:-{3,}|\*{3,}|_{3,})\s*$/;
const ROW = /^\s*\|.*\|\s*$/;
const DASHES = /^[\s|:-]+$/;
const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|(?<![\w*])\*(.+?)\*|(?<!\w)_(.+?)_(?!\w)|\[([^\]]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>]+)/;

/** A Markdown text. */
export function markdown(text) {
  const lines = String(text ?? "").split("\n");
  const nodes = [];
  while (lines.length) nodes.push(block(lines));
  return nodes.filter(Boolean);
}

function block(lines) {
  const line = lines.shift();
  if (!line.trim()) return null;
  if (FENCE.test(line)) return fenced(lines);
  const heading = HEADING.exec(line);
  if (heading) return el("p", { class: "heading", role: "heading", "aria-level": heading[1].length + 2 }, inline(heading[2]));
  if (RULE.test(line)) return el("hr");
  if (QUOTE.test(line)) return el("blockquote", {}, markdown(taken(line, lines, QUOTE).map(unquoted).join("\n")));
  if (ITEM.test(line)) return list(taken(line, lines, ITEM));
  if (ROW.test(line)) return table(taken(line, lines, ROW));
  return el("p", {}, paragraph(line, lines));
}

const unquoted = (line) => line.replace(QUOTE, "");

function taken(first, lines, kind) {
  const found = [first];
  while (lines.length && kind.test(lines[0])) found.push(lines.shift());
  return found;
}

function fenced(lines) {
  const inside = [];
  while (lines.length && !FENCE.test(lines[0])) inside.push(lines.shift());
  lines.shift();
  return el("pre", {}, inside.join("\n"));
}

function list(items) {
  const [, number] = ITEM.exec(items[0]);
  const nodes = items.map((item) => el("li", {}, inline(ITEM.exec(item)[2])));
  return number ? el("ol", { start: number }, nodes) : el("ul", {}, nodes);
}

function table(rows) {
  const cells = (row) => row.trim().slice(1, -1).split("|");
  const [head, ...body] = rows.filter((row) => !DASHES.test(row)).map(cells);
  const row = (tag) => (found) => el("tr", {}, found.map((cell) => el(tag, {}, inline(cell.trim()))));
  return el("table", {}, el("thead", {}, row("th")(head ?? [])), el("tbody", {}, body.map(row("td"))));
}

function paragraph(line, lines) {
  const nodes = inline(line);
  const ends = (next) => !next.trim() || [FENCE, HEADING, QUOTE, ITEM, ROW, RULE].some((kind) => kind.test(next));
  while (lines.length && !ends(lines[0])) nodes.push(el("br"), ...inline(lines.shift()));
  return nodes;
}

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return text ? [text] : [];
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return [...(before ? [before] : []), piece(found), ...inline(after)];
}

function piece([, code, bold, bold2, strike, italic, italic2, label, url, bare]) {
  if (code) return el("code", {}, code);
  if (bold ?? bold2) return el("strong", {}, inline(bold ?? bold2));
  if (strike) return el("s", {}, inline(strike));
  if (italic ?? italic2) return el("em", {}, inline(italic ?? italic2));
  return label ? link(url, ...inline(label)) : link(bare);
}
