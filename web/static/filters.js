// A filter that is ticked searches at once. What the new page has takes the place of what is shown, while the focus stays
// where it is; the address changes as if the form had been sent, so that Back and Forward work.

import { announce } from "./announce.js";
import { made } from "./combobox.js";

// What differs from one search to the next. Only what is in them is replaced: they stay unfolded and scrolled.
const PARTS = [".top", ".summary", ".choices", ".results"];
const FEED = "link[rel=alternate]";

let shown = location.pathname + location.search;
let asking = new AbortController();

/** Lets filters search when they are ticked; `enhance` is called for what takes another's place. */
export function searchOnTick(texts, enhance) {
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".filters input[type=checkbox]")) return;
    const address = new URL(target.form.action);
    address.search = filled(target.form);
    show(address, target);
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) show(new URL(location));
  });

  async function show(address, ticked) {
    asking.abort(); // another tick: the new request has both
    const { signal } = (asking = new AbortController());
    const results = document.querySelector(".results");
    results.ariaBusy = "true";
    let page;
    try {
      const answer = await fetch(address, { signal });
      if (!answer.ok) return location.assign(address); // it says what is wrong
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      if (signal.aborted) return;
      results.ariaBusy = "false";
      results.querySelector("[role=alert]")?.remove(); // it is said anew
      results.prepend(made("p", { className: "notice", role: "alert", textContent: texts.failed }));
      return;
    }
    if (ticked) history.pushState(null, "", address);
    shown = location.pathname + location.search;
    replaceWith(page, ticked);
    results.ariaBusy = "false";
    enhance();
    announce(document.querySelector("h1").textContent.trim());
  }
}

/** What `form` asks, without what it leaves open. */
export function filled(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
}

function replaceWith(page, ticked) {
  const focused = document.activeElement;
  const top = ticked?.getBoundingClientRect().top;
  const unfolded = [...document.querySelectorAll("details[open] > summary")].map(said);
  document.title = page.title;
  document.body.className = page.body.className;
  document.querySelector(FEED).replaceWith(page.querySelector(FEED));
  for (const part of PARTS) document.querySelector(part).replaceChildren(...page.querySelector(part).childNodes);
  for (const summary of document.querySelectorAll("details > summary"))
    if (unfolded.includes(said(summary))) summary.parentElement.open = true;
  if (!focused.isConnected) focusInstead(focused);
  if (ticked) keepInPlace(counterpart(ticked), top);
}

function focusInstead(left) {
  const reached = counterpart(left);
  reached?.focus({ preventScroll: true });
  if (!reached || left.selectionStart == null) return;
  reached.value = left.value; // somebody is typing
  reached.setSelectionRange(left.selectionStart, left.selectionEnd);
}

function said(summary) {
  return summary.textContent.trim();
}

/** What stands now for an element that was replaced; of a filter's box that is gone, another one of that filter. */
function counterpart({ id, name, value }) {
  if (id) return document.getElementById(id);
  const boxes = [...document.querySelectorAll(".filters input[type=checkbox]")].filter((each) => each.name === name);
  return boxes.find((each) => each.value === value) ?? boxes[0];
}

/** Scrolls so that `box` stands `top` px below the window's upper edge, as before, and results beside it begin in view. */
function keepInPlace(box, top) {
  const choices = document.querySelector(".choices");
  const isBeside = getComputedStyle(choices).overflowY === "auto"; // … the results, and scrolls by itself
  const summary = document.querySelector(".summary");
  if (isBeside && summary.getBoundingClientRect().top < 0) summary.scrollIntoView();
  const scrolled = isBeside ? choices : document.scrollingElement;
  if (box) scrolled.scrollTop += box.getBoundingClientRect().top - top;
}
