// The language of the page: `?lang=` wins, then what the reader chose before, then the browser.

import { remembered, useStore } from "./store.js";
import { TEXTS } from "./texts.js";

const browser = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";

export const lang = remembered("lang", browser);

const asked = new URLSearchParams(location.search).get("lang");
if (asked === "zh" || asked === "en") lang.set(asked);

const apply = () => {
  document.documentElement.lang = lang.get() === "zh" ? "zh-CN" : "en";
};
lang.subscribe(apply);
apply();

export function toggleLang() {
  lang.set(lang.get() === "zh" ? "en" : "zh");
  // Otherwise, a reload would return to the language of the address.
  const url = new URL(location.href);
  if (url.searchParams.has("lang")) {
    url.searchParams.set("lang", lang.get());
    history.replaceState(history.state, "", url);
  }
}

/** Returns a text of the dictionary. `{name}` in the text becomes `values.name`. */
export function t(key, values = {}) {
  const text = TEXTS[key]?.[lang.get() === "zh" ? 1 : 0];
  if (text === undefined) throw new Error(`no text for ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Renders the component again when the language changes. */
export const useLang = () => useStore(lang);
