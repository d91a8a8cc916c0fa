// Calls of the console API, `/_sandbox/`.

import { lang, t } from "./settings.js";
import { parseJson } from "./json.js";

/** Builds a path whose values are percent-encoded: path`records/${entity}/${id}`. */
export const path = (parts, ...values) =>
	parts.reduce((whole, part, index) => whole + encodeURIComponent(values[index - 1]) + part);

/** The server writes its texts in the language of the page. */
export function address(path, query = {}) {
	const url = new URL(`/_sandbox/${path}`, location.origin);
	for (const [name, value] of Object.entries({ ...query, lang: lang.get() })) {
		if (value || value === 0) url.searchParams.set(name, value);
	}
	return url.href;
}

export const get = (path, query) => send("GET", path, undefined, query);
export const post = (path, body = {}) => send("POST", path, JSON.stringify(body));
export const put = (path, body) => send("PUT", path, JSON.stringify(body));
export const del = (path) => send("DELETE", path);

/** `body` is JSON. The message of a failure is for the reader. */
export async function send(method, path, body, query) {
	// Forms of other sites cannot send this type, so the server refuses any other.
	const headers = method === "GET" ? {} : { "Content-Type": "application/json" };
	let response, reply;
	try {
		response = await fetch(address(path, query), { method, headers, body });
		reply = await response.text();
	} catch {
		throw new Error(t("no reply; check that `crm sandbox` is running"));
	}
	try {
		reply = parseJson(reply);
	} catch {
		reply = {};
	}
	if (response.ok) return reply;
	throw new Error(reply.error ?? t("unexpected reply: HTTP {status}", { status: response.status }));
}
