// How a request ended, in one chip: the CRM's error code, another HTTP status, or no reply.

import { html } from "./vendor/standalone.module.js";
import { Icon } from "./icons.js";
import { t } from "./lang.js";

/** "ok", "bad" or "warn": refused by the CRM, or broken by a fault. */
export function kindOf({ status, code }) {
  if (code === 0) return "ok";
  return status === null || code === null ? "warn" : "bad";
}

export function Result({ request }) {
  const { status, code, has_fault: hasFault } = request;
  const text =
    status === null ? t("result.none") : code === null ? `HTTP ${status}` : code === 0 ? "0 OK" : String(code);
  return html`<span class="chip ${kindOf(request)}">
    ${hasFault && html`<${Icon} name="faults" />`}${text}
  </span>`;
}
