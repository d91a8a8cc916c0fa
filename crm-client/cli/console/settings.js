// What the reader chooses.

import { remembered, useStore } from "./store.js";
import { ZH } from "./zh.js";

export const lang = remembered("lang", navigator.language.startsWith("zh") ? "zh" : "en");
export const theme = remembered("theme", "auto");
export const codeLanguage = remembered("code", "curl");

const asked = new URLSearchParams(location.search).get("lang");
if (asked === "zh" || asked === "en") lang.set(asked);

const root = document.documentElement;
const apply = () => {
	root.lang = lang.get() === "zh" ? "zh-CN" : "en";
	root.dataset.theme = theme.get();
};
lang.subscribe(apply);
theme.subscribe(apply);
apply();

/** Translates an English text. `{name}` in it becomes `values.name`. */
export function t(text, values = {}) {
	const translated = lang.get() === "zh" ? (ZH[text] ?? text) : text;
	return translated.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const useLang = () => useStore(lang);

export function toggleLang() {
	lang.set(lang.get() === "zh" ? "en" : "zh");
	// A reload would return to the language of the address.
	const url = new URL(location.href);
	url.searchParams.delete("lang");
	history.replaceState(null, "", url);
}

export function cycleTheme() {
	const themes = ["auto", "light", "dark"];
	theme.set(themes[(themes.indexOf(theme.get()) + 1) % themes.length]);
}
