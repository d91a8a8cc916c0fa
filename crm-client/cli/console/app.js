// The frame: navigation, the state of the server, and the current view.

import { connect, connection, Copy, cycleTheme, empty, failure, get, go, Help, href, html, icon, offset, prose, render, server, t, Toasts, toggleLang, undo, useEffect, useErrorBoundary, useKeys, useLang, useLive, useRoute, useState, useStore } from "./kit.js";
import { Faults } from "./faults.js";
import { Metadata } from "./metadata.js";
import { Records } from "./records.js";
import { Reference } from "./reference.js";
import { Requests } from "./requests.js";
import { Server } from "./server.js";
import { Start } from "./start.js";

const VIEWS = [
	["start", "Start", "s", Start],
	["requests", "Requests", "r", Requests],
	["records", "Records", "d", Records],
	["faults", "Faults", "f", Faults],
	["server", "Server", "c", Server],
	["metadata", "Metadata", "m", Metadata],
	["reference", "API", "a", Reference],
];

const navigation = (current) => html`<nav class="nav" aria-label=${t("Views")}>
	${VIEWS.map(
		([view, title, key]) => html`<a key=${view} href=${href(view)} aria-current=${view === current ? "page" : undefined} title="g ${key}">
			${icon(view)}<span>${t(title)}</span>
		</a>`,
	)}
</nav>`;

/** Settings that change replies, which the reader must not overlook. */
function Notices({ state: { is_enabled: isEnabled, quota, offset_ms: millis } }) {
	const count = useLive(() => get("faults")).data?.active.length;
	const notice = (view, text, kind = "warn") => html`<a class="chip ${kind}" href=${href(view)}>${text}</a>`;
	return html`<span class="notices">
		${count > 0 && notice("faults", t("Faults: {count}", { count }))}
		${!isEnabled && notice("server", t("API disabled"), "bad")}
		${quota !== null && notice("server", t("Calls left: {count}", { count: quota }))}
		${millis !== 0 && notice("server", t("Clock {offset}", { offset: offset(millis) }))}
	</span>`;
}

function Top({ onHelp }) {
	const state = useStore(server);
	const status = useStore(connection);
	const tool = (label, onClick, name) =>
		html`<button class="bare" title=${label} aria-label=${label} onClick=${onClick}>${icon(name)}</button>`;
	return html`<header class="top">
		<a class="brand" href=${href("start")}><img src="/icon.svg" alt="" width="20" height="20" /><span>${t("CRM sandbox")}</span></a>
		<span class="connection ${status}" role="status"><i></i><span>${t(status)}</span></span>
		${state &&
		html`<span class="base"><code>${state.base_url}</code><${Copy} text=${state.base_url} label=${t("Base URL")} /></span>
			<${Notices} state=${state} />`}
		<span class="spacer"></span>
		<button class="bare" id="lang" title=${t("Switch to Chinese (中文)")} onClick=${toggleLang}>${t("中文")}</button>
		${tool(t("Change the theme"), cycleTheme, "theme")}${tool(t("Keyboard shortcuts"), onHelp, "help")}
	</header>`;
}

function Content({ view }) {
	const [error] = useErrorBoundary();
	const View = VIEWS.find(([name]) => name === view)?.[3];
	if (error) return failure(error, () => location.reload());
	return View ? html`<${View} />` : empty(t("not found: {name}", { name: view }));
}

const LOST = "The connection is lost. Is `crm sandbox` still running? The page reconnects.";

function App() {
	useLang();
	const { view } = useRoute();
	const status = useStore(connection);
	const [isHelp, setHelp] = useState(false);
	const title = VIEWS.find(([name]) => name === view)?.[1];
	useKeys(
		["?", t("Keyboard shortcuts"), () => setHelp(true)],
		["/", t("Search"), () => document.querySelector("[data-search]")?.focus()],
		["u", t("Undo"), undo],
		["l", t("Switch to Chinese (中文)"), toggleLang],
		["t", t("Change the theme"), cycleTheme],
		...VIEWS.map(([name, title, key]) => [`g ${key}`, t(title), () => go(name)]),
	);
	useEffect(() => {
		document.title = `${t(title ?? "")} · ${t("CRM sandbox")}`;
	});
	return html`
		<button class="skip" onClick=${() => document.querySelector("main").focus()}>${t("Skip to the content")}</button>
		<${Top} onHelp=${() => setHelp(true)} />
		${navigation(view)}
		<main tabindex="-1">
			${status === "lost" && html`<div class="note bad" role="alert"><span>${prose(t(LOST))}</span></div>`}
			<${Content} key=${view} view=${view} />
		</main>
		<${Toasts} />
		${isHelp && html`<${Help} onClose=${() => setHelp(false)} />`}
	`;
}

render(html`<${App} />`, document.querySelector("#app"));
connect();
