// A list at the left of a view, or above it on a narrow screen.

import { html, useEffect } from "./vendor/htm.js";
import { href } from "./route.js";

export function Sidebar({ label, items, current, search }) {
	const here = href(...current);
	useEffect(() => {
		document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
	}, [here, items.length]);
	return html`<nav class="side" aria-label=${label}>
		${search}
		${items.map(({ to, title, text, heading }) => {
			const address = href(...to);
			return html`
				${heading && html`<h2>${heading}</h2>`}
				<a key=${address} href=${address} title=${text} aria-current=${address === here ? "page" : undefined}>${title}</a>
			`;
		})}
	</nav>`;
}

export const entityList = (view, label, entities, current) => {
	const items = entities.map(({ entity, name, records }) => ({
		to: [view, entity],
		title: html`<span>${name}</span><small>${entity}</small><span class="count">${records}</span>`,
	}));
	return html`<${Sidebar} label=${label} items=${items} current=${[view, current ?? ""]} />`;
};
