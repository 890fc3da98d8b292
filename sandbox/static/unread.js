// Where something waits that a person has not seen. Kept in the browser; a page opened for the first time starts with nothing unread.
const KEY = "countersign-sandbox-seen";

let seen = load();

function load() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY));
    if (stored?.since) return stored;
  } catch {
    // A damaged note of what was seen is worth no more than none.
  }
  return { since: Date.now() / 1000, places: {}, newest: {} };
}

function save() {
  localStorage.setItem(KEY, JSON.stringify(seen));
}

const placeOf = (person, channel) => `${person} ${channel}`;

/** The person has seen the channel up to `ts`. */
export function markSeen(person, channel, ts) {
  const place = placeOf(person, channel);
  if (!ts || Number(ts) <= (seen.places[place] ?? 0)) return;
  seen.places[place] = Number(ts);
  save();
}

/** The newest message that the person can see in the channel and did not write is `ts`. */
export function noteNewest(person, channel, ts) {
  const place = placeOf(person, channel);
  if (!ts || Number(ts) <= (seen.newest[place] ?? 0)) return;
  seen.newest[place] = Number(ts);
  save();
}

export function isUnread(person, channel) {
  const place = placeOf(person, channel);
  return (seen.newest[place] ?? 0) > Math.max(seen.places[place] ?? 0, seen.since);
}

export function forgetSeen() {
  seen = { since: Date.now() / 1000, places: {}, newest: {} };
  save();
}
