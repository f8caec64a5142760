// The app's Home tab.

import * as api from "./api.js";
import { blocks } from "./blocks.js";
import { byId, el } from "./dom.js";
import { FIELDS } from "./fields.js";
import { on, state } from "./state.js";

let shown = "";

/** Starts to show it. */
export function startHome() {
  on("home", look);
  on("place", async () => {
    if (state.place !== "home") return;
    show(state.me, (await api.openHome(state.me)).view);
  });
}

async function look() {
  const user = state.me;
  if (state.place === "home") show(user, (await api.home(user)).view);
}

function show(user, view) {
  const hash = `${user}/${view?.hash}`;
  if (user !== state.me || hash === shown) return;
  shown = hash;
  byId("home").replaceChildren(view ? drawn(view) : el("p", { class: "empty" }, "Lookout has published no Home for you."));
}

function drawn(view) {
  const held = (block, element) => view.state.values[block.block_id]?.[element.action_id]?.[FIELDS[element.type][0]];
  return el("div", { class: "home" }, blocks(view.blocks, { view: view.id, held }));
}
