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

/** A line can break before `&`. */
const plain = (text) => text.split(/(?=&)/).map((part) => html`<wbr />${part}`);

/** Spaces are visible where they make the difference. */
const visible = (text) => text.replaceAll(" ", "␣");

function marked(characters, { start, end }) {
	const cut = characters.length - end;
	const text = (from, to) => characters.slice(from, to).join("");
	const first = start < cut ? visible(characters[start]) : "∅";
	return html`${plain(text(0, start))}<mark class="first">${first}</mark><mark>${visible(text(start + 1, cut))}</mark>${plain(text(Math.max(cut, start)))}`;
}

const signed = (kind, label, text, parts) => html`<figure class=${kind}>
	<figcaption>${label}<${Copy} text=${text} label=${label} /></figcaption>
	<pre tabindex="0" aria-label=${label}>${parts}</pre>
</figure>`;

/** Compares code points, so that no half of one is marked. */
function strings({ string: server }, client) {
	const [left, right] = [[...server], [...(client?.string ?? server)]];
	const difference = common(left, right);
	const isEqual = !client || client.string === server;
	const show = (characters) => (isEqual ? plain(characters.join("")) : marked(characters, difference));
	return html`
		${signed("ok", t("The server signed"), server, show(left))}
		${client && signed("bad", t("Your client appears to have signed"), client.string, show(right))}
		<p class="muted">
			${!client
				? t("No common mistake results in this signature.")
				: isEqual
					? t("The strings are equal.")
					: t("First difference: character {at}", { at: difference.start + 1 })}
		</p>
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
