// The rich_text block: sections, lists, quotes and preformatted text of small inline pieces.

import { el, paint } from "./dom.js";
import { emoji } from "./emoji.js";
import * as mentions from "./mentions.js";
import { dated } from "./time.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u", highlight: "mark" };

/** The nodes of a rich_text block or table cell. */
export function richText(block) {
  const nodes = [];
  for (const part of block.elements ?? []) {
    if (part.type === "rich_text_list") nodes.push(list(part));
    else if (part.type === "rich_text_preformatted") nodes.push(el("pre", {}, pieces(part)));
    else if (part.type === "rich_text_quote") nodes.push(el("blockquote", {}, pieces(part)));
    else nodes.push(el("p", {}, pieces(part)));
  }
  return nodes;
}

function list(part) {
  const ordered = part.style === "ordered";
  const items = part.elements.map((item) => el("li", {}, pieces(item)));
  const attributes = { class: `indent-${part.indent ?? 0}`, start: ordered && part.offset ? part.offset + 1 : null };
  return el(ordered ? "ol" : "ul", attributes, items);
}

function pieces(part) {
  return (part.elements ?? []).map((piece) => styled(inner(piece), piece.style));
}

function inner(piece) {
  switch (piece.type) {
    case "text":
      return document.createTextNode(piece.text);
    case "link":
      return mentions.link(piece.url, piece.text || piece.url);
    case "user":
      return mentions.person(piece.user_id);
    case "usergroup":
      return mentions.group(piece.usergroup_id);
    case "channel":
      return mentions.channel(piece.channel_id);
    case "broadcast":
      return mentions.broadcast(piece.range);
    case "emoji":
      return document.createTextNode(emoji(piece.name));
    case "date":
      return el("time", { title: piece.fallback }, dated(piece.timestamp, piece.format));
    case "color":
      return paint(el("span", { class: "swatch" }, piece.value), "--swatch", piece.value);
    default:
      return document.createTextNode("");
  }
}

function styled(node, style = {}) {
  return Object.entries(STYLES).reduce((inside, [name, tag]) => (style[name] ? el(tag, {}, inside) : inside), node);
}
