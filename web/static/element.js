// <tra-cuu-box>, the search box for any site. Its parts stand in a shadow tree, so that page and box leave each other's
// style alone. docs/embed.md says what its attributes mean.

import { made } from "./combobox.js";
import { SERVER, suggestIn } from "./search-box.js";
import { textsIn } from "./texts.js";

const NAME = "tra-cuu-box";

// Constructed style sheets are no inline style, which a site's content security policy may forbid. Without them there is
// no element, and what the page has inside it stays.
const styles = await Promise.all(
  ["element.css", "search-box.css"].map(async (name) => {
    const answer = await fetch(new URL(name, import.meta.url));
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return new CSSStyleSheet().replace(await answer.text());
  }),
);

class TraCuuBox extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return; // it was only moved
    const form = this.#form(textsIn(this.closest("[lang]")?.lang ?? ""));
    const input = form.elements.q;
    const before = this.querySelector("[name=q]"); // somebody may be typing there
    const isTyping = before?.matches(":focus");
    input.value = before?.value || (this.getAttribute("value") ?? "");
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = styles;
    root.append(form);
    if (!isTyping) return;
    input.focus();
    input.setSelectionRange(before.selectionStart, before.selectionEnd);
  }

  #form(texts) {
    const results = this.getAttribute("results");
    const action = new URL(results ?? SERVER, document.baseURI);
    action.searchParams.delete("q");
    const form = made("form", { className: "search", role: "search", action: action.href });
    const input = made("input", { id: "q", name: "q", type: "search", maxLength: 512, autocomplete: "off" });
    Object.assign(input, { autocapitalize: "none", spellcheck: false });
    input.ariaLabel = this.getAttribute("label") ?? texts.label;
    input.placeholder = this.getAttribute("placeholder") ?? texts.placeholder;
    form.append(input, made("button", { textContent: texts.search }));
    // A form takes the place of what its action already asks for.
    for (const name of Object.keys(texts.asked)) action.searchParams.delete(name);
    for (const [name, value] of [...action.searchParams, ...Object.entries(texts.asked)])
      form.append(made("input", { type: "hidden", name, value }));
    const accent = this.getAttribute("accent");
    if (CSS.supports("color", accent)) form.style.setProperty("--button", accent);
    suggestIn(form, { texts, narrows: results === null });
    return form;
  }
}

// A page may have the script twice, from before an update and from after it.
if (!customElements.get(NAME)) customElements.define(NAME, TraCuuBox);
