// Keyboard shortcuts.

import { html, useLayoutEffect } from "./vendor/htm.js";
import { t } from "./settings.js";
import { Dialog } from "./ui.js";

let active = [];

/** Registers `[keys, title, run]` while the component is visible. */
export function useKeys(...shortcuts) {
	useLayoutEffect(() => {
		active = [...active, ...shortcuts];
		return () => (active = active.filter((it) => !shortcuts.includes(it)));
	});
}

let prefix = "";

addEventListener("keydown", (event) => {
	if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
	if (document.querySelector("dialog[open]")) return;
	if (event.target.closest("input, textarea, select")) {
		if (event.key === "Escape") event.target.blur();
		return;
	}
	const pressed = prefix + event.key;
	const shortcut = active.findLast(([keys]) => keys === pressed);
	prefix = active.some(([keys]) => keys.startsWith(`${pressed} `)) ? `${pressed} ` : "";
	if (!shortcut) return;
	event.preventDefault();
	shortcut[2]();
});

export const Help = ({ onClose }) => html`<${Dialog} title=${t("Keyboard shortcuts")} onClose=${onClose}>
	<dl class="shortcuts">
		${active.map(
			([keys, title]) => html`<div>
				<dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd>`)}</dt>
				<dd>${title}</dd>
			</div>`,
		)}
	</dl>
<//>`;
