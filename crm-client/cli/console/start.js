// The first view: what to connect to, a first request, and its outcome.

import { attempt, button, card, clock, code, Copy, facts, failure, href, html, page, post, result, server, t, tabs, useEffect, useLoad, useState, useStore } from "./kit.js";
import { journal, show } from "./journal.js";

const FIELDS = "userId,userName";

/** A signature is valid for 30 seconds. */
const RENEW = 20_000;

/** For the mistake, the server signs the encoded value, which is then not encoded twice. */
async function sign(isWrong) {
	const fields = isWrong ? encodeURIComponent(FIELDS) : FIELDS;
	const signed = await post("sign", { path: "user/list", params: { fields }, body: null });
	return isWrong ? signed.url.replace("%252C", "%2C") : signed.url;
}

const curl = (url) => `curl "${url}"`;

/** Sends the example like any client. */
async function send(isWrong) {
	const { pathname, search } = new URL(await sign(isWrong));
	await fetch(pathname + search);
}

const Connection = ({ state }) => {
	const fact = (name, value, note) => [name, html`<code>${value}</code> ${note}<${Copy} text=${value} label=${name} />`];
	return card(
		t("1. Connect your program"),
		facts([
			fact(t("Base URL"), state.base_url),
			fact("appid", state.app_id),
			fact("appkey", state.app_key),
			fact("op_user", state.user.id, html`<small>${state.user.name}</small>`),
		]),
	);
};

function FirstRequest() {
	const [mode, setMode] = useState("right");
	const isWrong = mode === "wrong";
	const { data, error, reload } = useLoad(() => sign(isWrong), [isWrong]);
	useEffect(() => {
		const timer = setInterval(reload, RENEW);
		return () => clearInterval(timer);
	}, [reload]);
	const modes = Object.entries({ right: t("Signed correctly"), wrong: t("Signed with a mistake") });
	return card(
		t("2. Send a first request"),
		html`
			${tabs(t("2. Send a first request"), modes, mode, setMode)}
			<p class="muted">
				${isWrong
					? t("The most common mistake: the value was URL-encoded before it was signed.")
					: t("Lists the users. The signature is renewed when you copy it.")}
			</p>
			${failure(error)}${code(curl(data), "curl", { copied: async () => curl(await sign(isWrong)) })}
			<p>${button(t("Send it from here"), () => attempt(() => send(isWrong)), { kind: "primary", "data-send": mode })}</p>
		`,
	);
}

const outcome = (request) => html`<li key=${request.number}>
	<a href=${href("requests", request.number)}>
		<span class="when">${clock(request.time).slice(0, 8)}</span>
		<code>${request.path}</code>${result(request)}
		<span class="message">${request.message}</span>
		${request.signature === "invalid" && html`<strong>${t("Why?")} →</strong>`}
	</a>
</li>`;

function Latest() {
	const { items } = useStore(journal);
	return card(
		t("3. See what happened"),
		items.length === 0
			? html`<p class="muted">${t("Waiting for the first request …")}</p>`
			: html`<ul class="outcomes" aria-live="polite">${items.slice(0, 8).map(outcome)}</ul>`,
		{ actions: items.length > 0 && html`<a href=${href("requests")}>${t("All requests")}</a>` },
	);
}

export function Start() {
	const state = useStore(server);
	useEffect(() => void show({}), []);
	return page(
		t("Your CRM is running"),
		t("It answers the whole API. Every request appears here, with the reason if it is refused."),
		html`<div class="grid steps">${state && html`<${Connection} state=${state} />`}<${FirstRequest} /><${Latest} /></div>`,
	);
}
