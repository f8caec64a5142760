// While a button is held down nothing is drawn anew: a message that changes between press and release takes its button
// along, and the click with it.

const LONGEST = 1000; // milliseconds; a pointer that is released elsewhere may never say so

let held = false;
let waiting = [];

addEventListener("pointerdown", hold, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(release), true); // the click comes first

/** Does it now, or as soon as no pointer is down. */
export function whenFree(work) {
  if (held) waiting.push(work);
  else work();
}

function hold() {
  held = true;
  setTimeout(release, LONGEST);
}

function release() {
  held = false;
  const all = waiting;
  waiting = [];
  for (const work of all) work();
}
