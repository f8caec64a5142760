// What this browser remembers between visits: who acted, what each person has read, how the panel stood.

const KEY = "lookout-sandbox";
let held = null;

function all() {
  if (held === null) {
    try {
      held = JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      held = {}; // storage is closed or holds something else: the page works without
    }
  }
  return held;
}

/** What was remembered under a name, or `otherwise`. */
export function remembered(name, otherwise = "") {
  return all()[name] ?? otherwise;
}

/** Remembers a value under a name. */
export function remember(name, value) {
  all()[name] = value;
  try {
    localStorage.setItem(KEY, JSON.stringify(held));
  } catch {
    // as above
  }
}
