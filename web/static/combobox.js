// An editable combobox as the WAI-ARIA Authoring Practices describe it: list autocomplete with manual selection. Focus
// stays in the input; aria-activedescendant says where in the list the keys are. Rows of one cell make a listbox, rows of
// several a grid.

export const PAUSE = 120; // ms without a keystroke until something is looked up
export const COMPOSING_PAUSE = 400; // … while an input method composes: phones' keyboards compose each word to its end

export class Combobox {
  #input;
  #offer;
  #popup;
  #status;
  #cells = []; // rows of { element, act }
  #row = -1; // -1: the keys are in the input
  #column = 0;
  #timer;
  #asking = new AbortController();

  /**
   * `offer(text, signal)` resolves to what can be chosen: { label, said, heading, rows }, a row being a list of cells
   * { content, act, className }; to null if nothing is to be shown. `act` is called when its cell is chosen.
   * The list and what is said of it to screen readers are put into `parent`.
   */
  constructor(input, parent, offer) {
    this.#input = input;
    this.#offer = offer;
    this.#popup = parent.appendChild(made("div", { className: "offers", hidden: true }));
    this.#status = parent.appendChild(made("div", { className: "unseen", role: "status" }));
    input.role = "combobox";
    input.ariaAutoComplete = "list";
    input.ariaExpanded = "false";
    input.addEventListener("input", (event) => this.#lookUpAfter(event.isComposing ? COMPOSING_PAUSE : PAUSE));
    input.addEventListener("keydown", (event) => this.#keyPressed(event));
    input.addEventListener("click", () => this.#isOpen || this.#lookUp());
    input.addEventListener("blur", () => this.close());
    input.form.addEventListener("submit", () => this.close());
    // The focus must not leave the input for what is clicked, nor the list close before it is.
    this.#popup.addEventListener("mousedown", (event) => event.preventDefault());
    this.#popup.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Shows anew what there is to choose, as when something was taken out of it; the keys stay where they were. */
  async refresh() {
    const row = this.#row;
    await this.#lookUp();
    this.#goTo(Math.min(row, this.#cells.length - 1));
  }

  close() {
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.#popup.hidden = true;
    this.#input.ariaExpanded = "false";
    this.#status.textContent = "";
    this.#goTo(-1);
  }

  get #isOpen() {
    return !this.#popup.hidden;
  }

  #lookUpAfter(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lookUp(), pause);
  }

  async #lookUp() {
    clearTimeout(this.#timer);
    this.#asking.abort(); // an answer to what was typed before comes too late
    const { signal } = (this.#asking = new AbortController());
    let offered;
    try {
      offered = await this.#offer(this.#input.value, signal);
    } catch {
      offered = null; // without suggestions one searches all the same
    }
    if (signal.aborted) return;
    if (offered?.rows.length) this.#show(offered);
    else this.close();
    this.#status.textContent = offered?.said ?? "";
  }

  #show({ label, heading, rows }) {
    const isGrid = rows.some((cells) => cells.length > 1);
    const list = made("div", { role: isGrid ? "grid" : "listbox", ariaLabel: label, id: `${this.#input.id}-offers` });
    this.#cells = rows.map((cells, row) => {
      const parts = cells.map(({ content, act, className = "" }, column) => {
        const element = made("div", { className: `offer ${className}`, id: `${list.id}-${row}-${column}` });
        element.role = isGrid ? "gridcell" : "option";
        element.ariaSelected = "false";
        element.append(...content);
        return { element, act };
      });
      const elements = parts.map(({ element }) => element);
      if (isGrid) list.appendChild(made("div", { role: "row" })).append(...elements);
      else list.append(...elements);
      return parts;
    });
    this.#popup.replaceChildren(...(heading ? [made("p", { textContent: heading, ariaHidden: "true" })] : []), list);
    this.#popup.hidden = false;
    this.#input.ariaExpanded = "true";
    this.#input.ariaHasPopup = list.role;
    this.#input.setAttribute("aria-controls", list.id);
    this.#row = -1;
    this.#input.removeAttribute("aria-activedescendant");
  }

  #goTo(row, column = 0) {
    const left = this.#cells[this.#row]?.[this.#column];
    if (left) left.element.ariaSelected = "false";
    this.#row = row;
    this.#column = column;
    const reached = this.#cells[row]?.[column];
    if (!reached) return this.#input.removeAttribute("aria-activedescendant");
    reached.element.ariaSelected = "true";
    reached.element.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", reached.element.id);
  }

  async #keyPressed(event) {
    // Keys that an input method uses for itself are not ours; Safari says so by 229 alone when Enter ends a word.
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const cells = this.#cells[this.#row];
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        event.preventDefault();
        if (event.altKey && this.#isOpen) return this.close();
        if (!this.#isOpen) await this.#lookUp();
        if (!event.altKey && this.#isOpen) this.#step(event.key === "ArrowDown" ? 1 : -1);
        return;
      case "ArrowLeft":
      case "ArrowRight": {
        const column = this.#column + (event.key === "ArrowRight" ? 1 : -1);
        if (!cells?.[column]) return cells?.length > 1 ? event.preventDefault() : this.#goTo(-1);
        event.preventDefault();
        return this.#goTo(this.#row, column);
      }
      case "Home":
      case "End":
        return this.#goTo(-1); // and the caret moves as it always does
      case "Enter":
        if (!this.#isOpen || !cells) return this.close(); // and the form is sent
        event.preventDefault();
        return cells[this.#column].act();
      case "Escape":
        event.preventDefault();
        if (!this.#isOpen) this.#input.value = "";
        return this.close();
    }
  }

  /** One row on; from the last and the first one by way of the input. */
  #step(by) {
    const stops = this.#cells.length + 1;
    this.#goTo(((this.#row + 1 + by + stops) % stops) - 1);
  }

  #clicked(event) {
    this.#cells.flat().find(({ element }) => element.contains(event.target))?.act();
  }
}

/** A new element with these properties. */
export function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
