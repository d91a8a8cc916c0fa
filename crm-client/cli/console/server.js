// The server: clock, limits, rights, and the file of its data.

import { address, attempt, button, card, dateTime, fileButton, html, offset, onSubmit, page, post, prose, refresh, send, server, t, toggle, useDraft, useEffect, useState, useStore } from "./kit.js";

async function change(action, text) {
	if (await attempt(action, text)) refresh();
}

const set = (path, body) => change(() => post(path, body));

export function Server() {
	const state = useStore(server);
	return page(
		t("Server"),
		"",
		state &&
			html`<div class="grid">
				<${Clock} offset_ms=${state.offset_ms} /><${Limits} key=${state.quota} state=${state} />
				${rights(state.users)}<${Data} state=${state} />
			</div>`,
	);
}

const STEPS = { "+1 s": 1000, "+31 s": 31_000, "+1 h": 3_600_000, "+1 d": 86_400_000 };

function Clock({ offset_ms: millis }) {
	const [, tick] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => tick((count) => count + 1), 1000);
		return () => clearInterval(timer);
	}, []);
	const advance = ([title, advance_ms]) => button(title, () => set("clock", { advance_ms }));
	return card(
		t("Clock"),
		html`
			<p class="big">${dateTime(Date.now() + millis).slice(0, 19)}</p>
			<p class="muted">${millis ? t("{offset} from this computer", { offset: offset(millis) }) : t("Same as this computer")}</p>
			<p class="buttons">${Object.entries(STEPS).map(advance)}</p>
			<p class="muted">${t("Signatures expire after 30 s, login tokens after 60 s, links after 300 s.")}</p>
		`,
	);
}

function Limits({ state: { quota, is_enabled: isEnabled } }) {
	const { draft, number } = useDraft({ calls: quota });
	return card(
		t("Limits"),
		html`<ul class="lines">
			<li>
				<div><strong>${t("OpenAPI enabled")}</strong><small>${t("Off: calls are refused with 490")}</small></div>
				${toggle(t("OpenAPI enabled"), isEnabled, (is_enabled) => set("enabled", { is_enabled }))}
			</li>
			<li>
				<div>
					<strong>${quota === null ? t("Unlimited calls") : t("Remaining calls: {count}", { count: quota })}</strong>
					<small>${t("At 0: calls are refused with 491")}</small>
				</div>
				<form class="buttons" onSubmit=${onSubmit(() => set("quota", draft))}>
					${number("calls", { min: 0, placeholder: "∞", "aria-label": t("Number of calls") })}
					<button class="button">${t("Set")}</button>
				</form>
			</li>
		</ul>`,
	);
}

const rights = (users) =>
	card(
		t("Rights of users"),
		html`
			<p class="muted">${t("Without rights, calls are refused with 410.")}</p>
			<ul class="lines scroll">
				${users.map(
					({ id, name, has_rights: hasRights }) => html`<li key=${id}>
						<div><span>${name}</span><small class="mono">${id}</small></div>
						${toggle(name, hasRights, (has_rights) => set("rights", { user: id, has_rights }))}
					</li>`,
				)}
			</ul>
		`,
	);

function Data({ state: { data_file: file, version, seed } }) {
	const [wanted, setWanted] = useState(null);
	const restore = ([file]) => change(async () => send("POST", "snapshot", await file.text()), t("Restored"));
	const reset = () => {
		setWanted(null);
		change(() => post("reset", { seed: wanted }), t("Done"));
	};
	const danger = (label, seed) => button(label, () => setWanted(seed), { kind: "danger", "data-reset": seed });
	return card(
		t("Data"),
		html`
			<p class="muted">${prose(file ? t("Saved in `{file}`", { file }) : t("In memory; lost when the server stops"))}</p>
			<p class="buttons">
				<a class="button" href=${address("snapshot")} download>${t("Save a snapshot")}</a>
				${fileButton(t("Restore a snapshot …"), restore)}
			</p>
			<p class="buttons">${danger(t("Reset to the demo"), "demo")}${danger(t("Delete everything"), "empty")}</p>
			${wanted &&
			html`<div class="note warn" role="alert">
				<span>${t("This replaces all records and settings, and cannot be undone.")}</span>
				${button(t("Reset"), reset, { kind: "danger", "data-confirm": "" })}${button(t("Cancel"), () => setWanted(null))}
			</div>`}
			<p class="muted">crm ${version} · ${seed}</p>
		`,
	);
}
