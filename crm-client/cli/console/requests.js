// The live list of requests, and the opened request beside it.

import { button, clock, empty, failure, get, go, href, html, kindOf, onValue, result, select, server, setQuery, suggestions, t, useEffect, useKeys, useLoad, useRoute, useStore } from "./kit.js";
import { journal, loadOlder, show, togglePause } from "./journal.js";
import { Request } from "./request.js";
import { VirtualList } from "./virtual.js";

const CODES = ["0", "400", "401", "402", "403", "410", "490", "491", "500"];

function Filters({ filter }) {
	const { data: endpoints = [] } = useLoad(() => get("endpoints"), []);
	const users = useStore(server)?.users ?? [];
	const { isPaused, waiting } = useStore(journal);
	const set = (name) => (value) => setQuery({ [name]: value });
	const label = (text) => ({ "aria-label": text });
	return html`<div class="toolbar" role="search">
		<input
			data-search
			list="endpoints"
			placeholder=${t("Endpoint")}
			aria-label=${t("Endpoint")}
			value=${filter.endpoint}
			onChange=${onValue(set("endpoint"))}
		/>
		${suggestions("endpoints", endpoints.map(({ path, title }) => [path, title]))}
		${select(filter.code, [["", t("All codes")], ...CODES], set("code"), label(t("Error code")))}
		${select(filter.user, [["", t("All users")], ...users.map(({ id, name }) => [id, name])], set("user"), label(t("User")))}
		<span class="spacer"></span>
		${button(isPaused ? t("Resume ({count} new)", { count: waiting }) : t("Pause"), togglePause)}
	</div>`;
}

const row = (request, selected) => html`<div
	key=${request.number}
	id=${`request-${request.number}`}
	class="row ${kindOf(request)}"
	role="option"
	aria-selected=${String(request.number === selected)}
	data-number=${request.number}
>
	<span class="when">${clock(request.time)}</span>
	<span class="path"><small>${request.method}</small> ${request.path}</span>
	${result(request)}
	<span class="message">${request.message}</span>
	<span class="who">${request.user?.name}</span>
</div>`;

function List({ selected, filter }) {
	const { items, error, isLoaded } = useStore(journal);
	const open = (number) => number && go("requests", number, filter);
	const move = (step) => {
		const index = items.findIndex((it) => it.number === selected);
		open(items[index < 0 ? 0 : index + step]?.number);
	};
	useKeys(
		["j", t("Next request"), () => move(1)],
		["k", t("Previous request"), () => move(-1)],
		["p", t("Pause"), togglePause],
	);
	const onKeyDown = (event) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (!step) return;
		event.preventDefault();
		move(step);
	};
	const titles = ["Time", "Endpoint", "Result", "Message", "User"];
	return html`<div class="list">
		${failure(error)}
		<div class="row head" aria-hidden="true">${titles.map((it) => html`<span>${t(it)}</span>`)}</div>
		${isLoaded && items.length === 0
			? empty(t("No requests here yet"), html`<a href=${href("start")}>${t("Send the first one")}</a>`)
			: html`<${VirtualList}
					items=${items}
					height=${32}
					selected=${selected}
					onEnd=${loadOlder}
					role="listbox"
					tabindex="0"
					aria-label=${t("Requests")}
					aria-activedescendant=${selected && `request-${selected}`}
					onKeyDown=${onKeyDown}
					onClick=${(event) => open(event.target.closest("[data-number]")?.dataset.number)}
					row=${(request) => row(request, selected)}
				/>`}
	</div>`;
}

export function Requests() {
	const { parts, query } = useRoute();
	const selected = Number(parts[0]) || undefined;
	const { endpoint = "", code = "", user = "" } = query;
	const filter = { endpoint, code, user };
	useEffect(() => void show(filter), [endpoint, code, user]);
	return html`<div class="split ${selected ? "open" : ""}">
		<h1 class="hidden">${t("Requests")}</h1>
		<section class="master">
			<${Filters} filter=${filter} /><${List} selected=${selected} filter=${filter} />
		</section>
		${selected && html`<${Request} key=${selected} number=${selected} onClose=${() => go("requests", filter)} />`}
	</div>`;
}
