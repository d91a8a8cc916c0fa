// Why a signature is wrong: reason, remedy, and the first difference.

import { Copy, facts, html, prose, t } from "./kit.js";

/** Counts equal characters at both ends, without an overlap. */
function common(left, right) {
	const shorter = Math.min(left.length, right.length);
	let start = 0;
	while (start < shorter && left[start] === right[start]) start += 1;
	let end = 0;
	while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
	return { start, end };
}

/** A line can break before `&`. Spaces are visible where they make the difference. */
const plain = (text) => text.split(/(?=&)/).map((part) => html`<wbr />${part}`);
const visible = (text) => text.replaceAll(" ", "␣");

function marked(text, other) {
	const characters = [...text];
	const { start, end } = common(characters, [...other]);
	const cut = characters.length - end;
	if (start === cut && text === other) return plain(text);
	const part = (from, to) => characters.slice(from, to).join("");
	return html`${plain(part(0, start))}<mark>${start < cut ? visible(part(start, cut)) : "∅"}</mark>${plain(part(cut))}`;
}

/** Parameters are compared one by one if both strings have the same number of them. */
function difference(text, other) {
	const [left, right] = [text.split(/(?=&)/), other.split(/(?=&)/)];
	if (left.length !== right.length) return marked(text, other);
	return left.map((part, index) => marked(part, right[index]));
}

const signed = (kind, label, text, parts) => html`<figure class=${kind}>
	<figcaption>${label}<${Copy} text=${text} label=${label} /></figcaption>
	<pre tabindex="0" aria-label=${label}>${parts}</pre>
</figure>`;

function strings({ string: server }, client) {
	if (!client) return html`${signed("ok", t("The server signed"), server, plain(server))}${t("No common mistake results in this signature.")}`;
	const { string } = client;
	const at = common([...server], [...string]).start + 1;
	return html`
		${signed("ok", t("The server signed"), server, difference(server, string))}
		${signed("bad", t("Your client appears to have signed"), string, difference(string, server))}
		<p class="muted">${server === string ? t("The strings are equal.") : t("First difference: character {at}", { at })}</p>
	`;
}

const reason = ({ name, title, text, remedy }) => html`<div class="reason" key=${name} data-reason=${name}>
	<strong>${prose(title)}</strong>
	${text !== title && html`<p>${prose(text)}</p>`}
	<p><span class="chip ok">${t("Remedy")}</span> ${prose(remedy)}</p>
</div>`;

export function explanation(it) {
	if (!it) return null;
	const { algorithm, server, client, sent_sign: sent, reasons, parameter } = it;
	if (reasons.length === 0) {
		return html`<details class="part">
			<summary><h3>${t("Signature valid")}</h3><small>${algorithm}</small></summary>
			${signed("ok", t("The server signed"), server.string, plain(server.string))}
		</details>`;
	}
	return html`<section class="card explanation" aria-label=${t("Signature refused")}>
		<h3>${t("Signature refused")}</h3>
		${reasons.map(reason)}${parameter && html`<p>${t("Parameters")}: <code>${parameter}</code></p>`}${strings(server, client)}
		${facts([
			[t("Received"), html`<code class="bad">${sent}</code>`],
			[t("Expected ({algorithm})", { algorithm }), html`<code class="ok">${server.sign}</code>`],
		])}
	</section>`;
}
