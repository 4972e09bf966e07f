// What scripts add to the pages. Everything works without them.

import { suggestIn } from "./search-box.js";
import { textsIn } from "./texts.js";

const texts = textsIn(document.documentElement.lang);

for (const form of document.querySelectorAll("form.search")) suggestIn(form, { texts, remembers: true });
