// One request: what was sent, checked and received.

import { asText, bytes, closeButton, CodeTabs, Copy, dateTime, facts, failure, get, href, html, json, path, prose, result, t, useKeys, useLoad } from "./kit.js";
import { explanation } from "./explanation.js";

const checks = (list) => html`<ol class="checks">
	${list.map(
		({ name, title, outcome, message }) => html`<li key=${name} class=${outcome}>
			<i></i><span>${title}</span><span class="hidden">${t(outcome)}</span><span class="message">${prose(message)}</span>
		</li>`,
	)}
</ol>`;

const params = (list) =>
	facts(
		list.map(({ name, value, doc, kind, required, is_known: isKnown }) => [
			html`<code>${name}</code><small>${kind}${required && ` · ${t("required")}`}</small>`,
			html`<code>${value}</code>
				${isKnown
					? html`<small>${prose(doc)}</small>`
					: html`<small class="doc warn">${t("unknown and ignored; check the spelling")}</small>`}`,
		]),
	);

function content(value, length, label) {
	const text = asText(value);
	if (!text) return html`<p class="muted">${t("Empty")}</p>`;
	const kept = new TextEncoder().encode(text).length;
	return html`${json(text, label)}${length > kept && t("The first {kept} of {size}", { kept: bytes(kept), size: bytes(length) })}`;
}

const part = (title, note, children) => html`<details open class="part">
	<summary><h3>${title}</h3><small>${note}</small></summary>
	${children}
</details>`;

function head(request, onClose) {
	const { number, method, path: endpoint, time, user, url } = request;
	const facts = [`#${number}`, dateTime(time), user?.name];
	return html`<header>
		${closeButton(onClose)}
		<div>
			<h2><small>${method}</small> ${endpoint} ${result(request)}</h2>
			<p class="muted">${facts.filter(Boolean).join(" · ")}</p>
		</div>
		<${Copy} text=${url} label="URL" />
		${!endpoint.startsWith("/") &&
		html`<a class="button" href=${href("reference", ...endpoint.split("/"), { from: number })}>${t("Send again")}</a>`}
	</header>`;
}

/** Why the request did not succeed, in one sentence. */
function verdict({ code, status, message, has_fault: hasFault, explanation }) {
	if (explanation?.reasons.length || (code === 0 && !hasFault)) return null;
	const [kind, text] = hasFault
		? ["warn", t("A fault broke this request")]
		: status === null
			? ["warn", t("The connection was closed without a reply")]
			: ["bad", `${code ?? `HTTP ${status}`} ${message ?? ""}`];
	return html`<div class="note ${kind}">
		<span>${prose(text)}</span>${hasFault && html`<a href=${href("faults")}>${t("Faults")}</a>`}
	</div>`;
}

const details = (it) => html`<div class="parts">
	${verdict(it)}${explanation(it.explanation)}
	${part(t("Checks"), "", checks(it.checks))}
	${part(t("Parameters"), it.params.length, params(it.params))}
	${it.body_len > 0 &&
	part(
		t("Body"),
		bytes(it.body_len),
		it.body_is_text ? content(it.body, it.body_len, t("Body")) : html`<p class="muted">${t("Binary data")}</p>`,
	)}
	${part(t("Reply"), bytes(it.reply_len), content(it.reply, it.reply_len, t("Reply")))}
	${part(t("Code"), "", html`<${CodeTabs} texts=${it.programs} />`)}
</div>`;

/** In the details, `code` has the programs. */
async function load(number) {
	const { code: programs, error_code: code, ...rest } = await get(path`requests/${number}`);
	return { ...rest, code, programs };
}

export function Request({ number, onClose }) {
	const { data, error, reload } = useLoad(() => load(number), [number]);
	useKeys(["Escape", t("Close the request"), onClose]);
	return html`<article class="detail" aria-label=${t("Request #{number}", { number })}>
		${data ? html`${head(data, onClose)}${details(data)}` : html`<header>${closeButton(onClose)}<h2>#${number}</h2></header>`}
		${failure(error, reload)}
	</article>`;
}
