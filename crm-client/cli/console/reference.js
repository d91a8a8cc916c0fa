// The API reference: every endpoint of the table, grouped by resource.

import { empty, get, html, loaded, replace, search, Sidebar, t, useEffect, useLoad, useRoute, useState } from "./kit.js";
import { Endpoint } from "./endpoint.js";

export function Reference() {
	const { parts } = useRoute();
	const [word, setWord] = useState("");
	const state = useLoad(() => get("endpoints"), []);
	const { data: endpoints = [] } = state;
	const path = parts.join("/");
	useEffect(() => {
		if (endpoints.length && !path) replace("reference", ...endpoints[0].path.split("/"));
	}, [endpoints, path]);
	const found = endpoints.filter((it) => `${it.path} ${it.title} ${it.doc}`.toLowerCase().includes(word.toLowerCase()));
	const items = found.map(({ path, method, title, resource }, index) => ({
		to: ["reference", ...path.split("/")],
		text: title,
		title: html`<small class="method ${method}">${method}</small><span>${path.split("/").at(-1)}</span>`,
		heading: resource !== found[index - 1]?.resource && resource,
	}));
	const endpoint = endpoints.find((it) => it.path === path);
	const field = search(t("Search"), word, setWord);
	return html`<div class="sidebar-view endpoints">
		<${Sidebar} label=${t("API")} items=${items} current=${["reference", ...parts]} search=${field} />
		<section class="content">
			${loaded(state, () =>
				endpoint ? html`<${Endpoint} key=${path} endpoint=${endpoint} />` : path && empty(t("not found: {name}", { name: path })),
			)}
		</section>
	</div>`;
}
