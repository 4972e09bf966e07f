// The latest searches. They are kept in this browser alone and never sent; where it keeps nothing, there are none.

const KEY = "tracuu.recent";
const MOST = 8;

/** The latest first. */
export function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

export function remember(text) {
  const words = text.trim().normalize("NFC");
  if (words) keep([words, ...others(words)].slice(0, MOST));
}

export function forget(text) {
  keep(others(text));
}

export function forgetAll() {
  keep([]);
}

function others(text) {
  return recall().filter((each) => each.toLowerCase() !== text.toLowerCase());
}

function keep(searches) {
  try {
    if (searches.length) localStorage.setItem(KEY, JSON.stringify(searches));
    else localStorage.removeItem(KEY);
  } catch {
    // Full or denied: then the next page knows of none.
  }
}
