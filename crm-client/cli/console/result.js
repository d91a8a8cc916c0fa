// How a request ended, in one chip.

import { html } from "./vendor/htm.js";
import { icon } from "./icons.js";
import { t } from "./settings.js";

export const kindOf = ({ code }) => (code === 0 ? "ok" : code === null ? "warn" : "bad");

export const result = (request) => {
	const { status, code, has_fault: hasFault } = request;
	const text = code === 0 ? "0 OK" : (code ?? (status === null ? t("no reply") : `HTTP ${status}`));
	return html`<span class="chip ${kindOf(request)}">${hasFault && icon("faults")}${text}</span>`;
};
