// What a search box offers as one types: titles, tags, units and authors; as long as it is empty, the latest searches.

import { Combobox, made } from "./combobox.js";
import { forget, forgetAll, recall, remember } from "./recent.js";

/** Where the service is whose scripts these are. */
export const SERVER = new URL("../../", import.meta.url);

const ICONS = {
  title: "M5 3h7l3 3v11H5zM7.5 9.5h5M7.5 13h5",
  tag: "M3 3h7l7 7-7 7-7-7zM6.5 6.5h.01",
  unit: "M3 17h14M5 17V7l5-4 5 4v10M8 10h.01M12 10h.01M8.5 17v-3.5h3V17",
  author: "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM4 17c.5-3.3 2.8-5 6-5s5.5 1.7 6 5",
  phrase: "M13 13l4 4M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z",
  recent: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l2.5 2",
  remove: "M6 6l8 8M14 6l-8 8",
};

/**
 * Lets `form`, whose input is named q, suggest what one may be looking for. `texts` are those of texts.js; recent
 * searches are shown and kept only if `remembers`. `narrows`: the page that the form leads to takes tags, units and
 * authors by name; to another their words are sent.
 */
export function suggestIn(form, { texts, remembers = false, narrows = true }) {
  const input = form.elements.q;
  const combobox = new Combobox(input, form, async (typed, signal) => {
    if (typed.trim()) return suggestions(await completions(typed, signal), typed);
    return remembers ? recentSearches(recall()) : null;
  });
  if (remembers) form.addEventListener("submit", () => remember(input.value));

  function suggestions(completions, typed) {
    const rows = completions.map(({ text, kind, id, count }) => {
      const detail = count === null ? texts.kinds[kind] : `${texts.kinds[kind]} · ${texts.articles(count)}`;
      const content = [icon(kind), marked(text, typed), " ", made("small", { textContent: detail })];
      return [{ content, className: kind, act: () => choose(kind, text, id) }];
    });
    return { label: texts.suggestions, said: rows.length ? texts.suggested(rows.length) : texts.nothing, rows };
  }

  function recentSearches(searches) {
    const rows = searches.map((text) => [
      { content: [icon("recent"), made("span", { textContent: text })], act: () => searchFor(text) },
      {
        content: [icon("remove"), made("span", { className: "unseen", textContent: `${texts.forget}: ${text}` })],
        className: "remove",
        act: () => without(() => forget(text)),
      },
    ]);
    if (rows.length) rows.push([{ content: [texts.forgetAll], className: "all", act: () => without(forgetAll) }]);
    return { label: texts.recent, heading: texts.recent, said: rows.length ? texts.recalled(searches.length) : "", rows };
  }

  function choose(kind, text, id) {
    if (kind === "title") location.assign(article(id));
    else if (kind === "phrase" || !narrows) searchFor(text);
    else location.assign(narrowedBy(kind, text));
  }

  function searchFor(text) {
    input.value = text;
    form.requestSubmit();
  }

  function without(forgetting) {
    forgetting();
    combobox.refresh();
  }

  /** Where the form leads with other parameters, the filters it carries along included. */
  function leading(path, changes) {
    const asked = new FormData(form);
    for (const [name, value] of Object.entries(changes)) {
      asked.delete(name);
      if (value) asked.set(name, value);
    }
    const address = new URL(path);
    address.search = new URLSearchParams(asked);
    return address;
  }

  function narrowedBy(facet, value) {
    return leading(form.action, { q: "", [facet]: value });
  }

  function article(id) {
    // As the service writes it: with slashes, except beside the dots that browsers take for “one up”.
    const path = encodeURIComponent(id);
    const hasDots = id.split("/").some((part) => part === "." || part === "..");
    return leading(new URL(`articles/${hasDots ? path : path.replaceAll("%2F", "/")}`, SERVER), {});
  }
}

async function completions(typed, signal) {
  const address = new URL("api/v1/suggest", SERVER);
  address.searchParams.set("q", typed);
  const answer = await fetch(address, { signal });
  return (await answer.json()).suggestions;
}

/** `text` in an element, the words in it that were typed, or begun, marked; marks may be missing in `typed`. */
function marked(text, typed) {
  const words = folded(typed).match(/[\p{L}\p{N}]+/gu) ?? [];
  const parts = text.normalize("NFC").split(/([\p{L}\p{N}]+)/u); // every other one is a word
  const line = made("span", {});
  parts.forEach((part, at) => {
    const begun = at % 2 ? words.filter((word) => folded(part).startsWith(word)) : [];
    const length = Math.max(0, ...begun.map((word) => word.length));
    if (length) line.append(made("b", { textContent: part.slice(0, length) }));
    line.append(part.slice(length));
  });
  return line;
}

/** In lower case and without marks; of a text in NFC each letter remains one. */
function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
}

function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  const path = drawing.appendChild(document.createElementNS(drawing.namespaceURI, "path"));
  path.setAttribute("d", ICONS[name]);
  return drawing;
}
