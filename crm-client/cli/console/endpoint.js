// One endpoint: documentation, a form to try it, and code for the same request.

import { asText, card, code, CodeTabs, failure, get, href, html, json, loaded, onSubmit, onValue, path as apiPath, post, pretty, prose, result, server, t, useDraft, useLoad, useRoute, useState, useStore } from "./kit.js";

const SIGNED = ["appid", "sign", "sign_type", "timestamp"];

/** Returns values with which the first try succeeds. */
async function suggest({ path, params, samples }, user) {
	const entities = await get("entities");
	const [resource] = path.split("/");
	const isMeant = (it) => (resource === "customentity" ? it.is_custom : it.entity.toLowerCase() === resource);
	const { entity, key_field: key, name_field: name, records } = entities.find(isMeant) ?? entities[0] ?? {};
	const values = { op_user: user.id, entity, fields: [...new Set([key, name])].join() };
	const required = params.filter((it) => it.required).map((it) => it.name);
	const id = required.find((it) => it.endsWith("_id"));
	if (id && records > 0) {
		const { items } = await get(apiPath`records/${entity}`, { size: 1 });
		values[id] = items[0]?.[key];
	}
	const given = required.filter((it) => values[it]).map((it) => [it, values[it]]);
	return { values: Object.fromEntries(given), body: pretty(asText(samples?.request)) };
}

async function repeat(number) {
	const { params, body, body_is_text: isText } = await get(apiPath`requests/${number}`);
	const sent = params.filter(({ name }) => !SIGNED.includes(name)).map(({ name, value }) => [name, value]);
	return { values: Object.fromEntries(sent), body: isText ? asText(body) : "" };
}

export function Endpoint({ endpoint }) {
	const { from } = useRoute().query;
	const state = useStore(server);
	const { method, path, doc, effect, since, page, samples } = endpoint;
	const initial = useLoad(
		async () => state && (from ? repeat(from) : suggest(endpoint, state.user)),
		[path, from, Boolean(state)],
	);
	const facts = [t(effect), since && t("since version {since}", { since }), page];
	const reply = asText(samples?.reply);
	return html`<div class="page endpoint">
		<header>
			<div>
				<h1><small class="method ${method}">${method}</small> ${path}</h1>
				<p>${prose(doc)}</p>
				<p class="muted">${facts.filter(Boolean).join(" · ")}</p>
			</div>
		</header>
		${loaded(initial, (it) => it && html`<${Try} key=${from} endpoint=${endpoint} initial=${it} users=${state.users} />`)}
		${reply && card(t("Sample reply"), json(reply, "JSON"))}
	</div>`;
}

function Try({ endpoint, initial, users }) {
	const form = useDraft(initial.values);
	const rest = useDraft({ body: initial.body, sign_type: "SHA1" });
	const [reply, setReply] = useState(null);
	const hasBody = Boolean(endpoint.body_kind);
	const request = {
		path: endpoint.path,
		params: Object.fromEntries(Object.entries(form.draft).filter(([, value]) => value !== "")),
		body: hasBody ? rest.draft.body : null,
		sign_type: rest.draft.sign_type,
	};
	const send = async () => {
		try {
			setReply(await post("try", request));
		} catch (error) {
			setReply({ error });
		}
	};
	const query = endpoint.params.filter(({ place, name }) => place !== "body" && !SIGNED.includes(name));
	return html`<div class="grid">
		${card(
			t("Try it"),
			html`<form class="try" onSubmit=${onSubmit(send)}>
					${query.map((it) => param(it, form, users))}
					${hasBody &&
					html`<div class="field">
						<label for="body">${t("Body")}<small> ${endpoint.body_kind}</small></label>
						<textarea id="body" class="mono" rows="6" value=${rest.draft.body} onInput=${onValue((body) => rest.set({ body }))}></textarea>
					</div>`}
					<div class="buttons">
						<button class="button primary">${t("Send")}</button>
						${rest.choice("sign_type", ["SHA1", "MD5"], { "aria-label": "sign_type" })}
					</div>
				</form>
				${failure(reply?.error)}${reply && !reply.error && answer(reply)}`,
		)}
		${card(t("Code"), html`<${Preview} request=${request} />`)}
	</div>`;
}

function answer({ status, number, reply }) {
	const text = asText(reply);
	const found = /"error_code"\s*:\s*(\d+)/.exec(text);
	return html`<div class="reply" role="status">
		<p>
			${result({ status, code: found && Number(found[1]) })}
			<a href=${href("requests", number)}>${t("Request #{number}", { number })}</a>
		</p>
		${text && json(text, t("Reply"))}
	</div>`;
}

function param({ name, kind, required, default: initial, max, doc }, form, users) {
	const id = `param-${name}`;
	const none = ["", String(initial ?? "–")];
	const control =
		name === "op_user"
			? form.choice(name, [none, ...users.map((it) => [it.id, it.name])], { id })
			: /bool/i.test(kind)
				? form.choice(name, [none, "true", "false"], { id })
				: form.text(name, { id, class: "mono", placeholder: initial ?? "" });
	return html`<div class="field" key=${name}>
		<label for=${id}>
			<code>${name}</code>${required && html`<b title=${t("required")}> *</b>`}<small> ${kind} ${max && `≤ ${max}`}</small>
		</label>
		${control}<small>${prose(doc)}</small>
	</div>`;
}

function Preview({ request }) {
	const sign = () => post("sign", request);
	return loaded(
		useLoad(sign, [JSON.stringify(request)]),
		({ code: texts, string }) => html`
			<${CodeTabs} texts=${texts} renew=${async () => (await sign()).code} />
			<details>
				<summary class="muted">${t("String to sign")}</summary>
				${code(string, t("String to sign"))}
			</details>
		`,
	);
}
