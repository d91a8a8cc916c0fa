// Code in five languages. The chosen language is remembered.

import { html } from "./vendor/htm.js";
import { codeLanguage, t } from "./settings.js";
import { useStore } from "./store.js";
import { code, tabs } from "./ui.js";

const LANGUAGES = Object.entries({ curl: "curl", rust: "Rust", python: "Python", java: "Java", php: "PHP" });

/** `renew` returns fresh code to copy, because signatures expire. */
export function CodeTabs({ texts, renew }) {
	const language = useStore(codeLanguage);
	const text = texts[language] ?? "";
	return html`<div class="code-tabs">
		${tabs(t("Language"), LANGUAGES, language, codeLanguage.set)}
		${code(text, language, { copied: renew ? async () => (await renew())[language] : text })}
	</div>`;
}
