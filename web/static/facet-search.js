// Typing into the box of a long filter lists its values that begin so, with their counts in what is searched.

import { announce } from "./announce.js";
import { COMPOSING_PAUSE, PAUSE, made } from "./combobox.js";
import { filled } from "./filters.js";
import { SERVER } from "./search-box.js";

const BOX = ".facet .inside input";

let timer;
let asking = new AbortController();

/** Lets these boxes list as one types. `texts` are those of texts.js. */
export function searchInFacets(texts) {
  document.addEventListener("input", ({ target, isComposing }) => {
    if (!target.matches(BOX)) return;
    clearTimeout(timer);
    timer = setTimeout(() => lookUp(target), isComposing ? COMPOSING_PAUSE : PAUSE);
  });
  // Enter would list the same on a new page.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.matches(BOX)) event.preventDefault();
  });

  async function lookUp(box) {
    asking.abort(); // an answer to what was typed before comes too late
    const { signal } = (asking = new AbortController());
    const facet = box.name.replace("_prefix", "");
    const address = new URL(`api/v1/facets/${facet}`, SERVER);
    address.search = filled(box.form);
    address.searchParams.set("prefix", box.value);
    try {
      const answer = await fetch(address, { signal });
      if (answer.ok) show(box.closest("fieldset"), facet, await answer.json());
    } catch {
      // The list stays as it is. The form's button can list it, too.
    }
  }

  function show(fieldset, facet, { values, total_values: total }) {
    const list = fieldset.querySelector("ul");
    const ticked = new Map([...list.querySelectorAll("input:checked")].map((box) => [box.value, box.closest("li")]));
    const found = values.map((each) => ticked.get(each.value) ?? choice(facet, each));
    const others = [...ticked.values()].filter((each) => !found.includes(each));
    list.replaceChildren(...others, ...found); // what is ticked stays
    const left = total - values.length;
    const said = values.length ? left && texts.left(left) : texts.noneBegins;
    const notes = fieldset.querySelectorAll(".left-out");
    const more = fieldset.querySelector(".left-out a");
    const note = made("p", { className: "left-out", textContent: said || "", hidden: !said });
    if (more) note.append(" · ", more);
    for (const each of notes) each.remove();
    fieldset.append(note);
    announce([values.length && texts.listed(values.length), said].filter(Boolean).join(" "));
  }

  function choice(name, { value, count }) {
    const label = made("label", {});
    label.append(
      made("input", { type: "checkbox", name, value }),
      made("span", { textContent: value }),
      " ",
      made("small", { textContent: texts.number(count) }),
    );
    const item = made("li", {});
    item.append(label);
    return item;
  }
}
