// What scripts add to the pages. Everything works without them.

import { searchInFacets } from "./facet-search.js";
import { searchOnTick } from "./filters.js";
import { suggestIn } from "./search-box.js";
import { textsIn } from "./texts.js";

const texts = textsIn(document.documentElement.lang);

enhance();
searchOnTick(texts, enhance);
searchInFacets(texts);

function enhance() {
  for (const form of document.querySelectorAll("form.search")) suggestIn(form, { texts, remembers: true });
}
