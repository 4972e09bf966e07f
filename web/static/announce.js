// Says to screen readers what changed where they are not reading.

import { made } from "./combobox.js";

const NOTICED = 100; // ms until a new region, or one that was emptied, is noticed

let region;
let timer;

export function announce(text) {
  region ??= document.body.appendChild(made("div", { className: "unseen", role: "status" }));
  region.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(() => (region.textContent = text), NOTICED);
}
