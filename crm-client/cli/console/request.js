// One request: what the server made of it, and everything that was sent and received.

import { html } from "./vendor/standalone.module.js";
import { get, path } from "./api.js";
import { CodeTabs, Json } from "./code.js";
import { Explanation } from "./explanation.js";
import { bytes, dateTime } from "./format.js";
import { Icon } from "./icons.js";
import { asText } from "./json.js";
import { useKeys } from "./keys.js";
import { t, useLang } from "./lang.js";
import { useLoad } from "./load.js";
import { Result } from "./result.js";
import { href } from "./route.js";
import { Copy, Failure } from "./ui.js";

/** The checks in their order: what passed, where processing stopped, and what was not reached. */
function Checks({ checks }) {
  return html`<ol class="checks">
    ${checks.map(
      ({ name, title, outcome, message }) => html`<li key=${name} class=${outcome}>
        <span class="mark" aria-hidden="true"></span>
        <span class="title">${title}</span>
        <span class="hidden">${t(`outcome.${outcome}`)}</span>
        ${message && html`<span class="message">${message}</span>`}
      </li>`,
    )}
  </ol>`;
}

function Params({ params }) {
  if (params.length === 0) return html`<p class="muted">${t("request.no_params")}</p>`;
  return html`<table class="params">
    <tbody>
      ${params.map(
        ({ name, value, doc, kind, required, is_known: isKnown }) => html`<tr>
          <th scope="row">
            <code>${name}</code>
            <small>${kind}${required && ` · ${t("required")}`}</small>
          </th>
          <td>
            <code class="value">${value}</code>
            ${isKnown
              ? doc && html`<small class="doc">${doc}</small>`
              : html`<small class="doc warn">${t("request.unknown_param")}</small>`}
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** A body, and a note if the server only kept its beginning. */
function Body({ text, length, label }) {
  const shown = asText(text);
  if (!shown) return html`<p class="muted">${t("request.no_body")}</p>`;
  const size = new TextEncoder().encode(shown).length;
  return html`<${Json} text=${shown} label=${label} />
    ${length > size &&
    html`<p class="muted">${t("request.cut", { kept: bytes(size), size: bytes(length) })}</p>`}`;
}

const Part = ({ title, note, children, open = true }) => html`
  <details open=${open} class="part">
    <summary>
      <h3>${title}</h3>
      ${note && html`<span class="muted">${note}</span>`}
    </summary>
    ${children}
  </details>
`;

function Head({ request, onClose }) {
  const { number, method, path: endpoint, time, millis, user, url } = request;
  const isKnown = !endpoint.startsWith("/");
  return html`<header class="detail-head">
    <button class="bare" aria-label=${t("close")} title="Esc" onClick=${onClose}><${Icon} name="close" /></button>
    <div>
      <h2><small>${method}</small> ${endpoint} <${Result} request=${request} /></h2>
      <p class="muted">
        #${number} · ${dateTime(time)}${millis !== null && ` · ${millis} ms`}${user && ` · ${user.name}`}
      </p>
    </div>
    <div class="actions">
      <${Copy} text=${url} label=${t("request.copy_url")} />
      ${isKnown &&
      html`<a class="button" href=${href("reference", ...endpoint.split("/"), { from: number })}>
        ${t("request.try")}
      </a>`}
    </div>
  </header>`;
}

/** The one sentence that matters: why the request did not succeed. */
function Verdict({ request }) {
  const { code, status, message, has_fault: hasFault, explanation } = request;
  if (explanation?.reasons.length) return null;
  if (hasFault) {
    return html`<div class="note warn">
      <${Icon} name="faults" /><span>${status === null ? t("request.fault_none") : t("request.fault")}</span>
      <a href=${href("faults")}>${t("nav.faults")}</a>
    </div>`;
  }
  if (status === null) return html`<div class="note warn"><span>${t("request.no_reply")}</span></div>`;
  if (code === 0 || code === null) return null;
  return html`<div class="note bad"><${Icon} name="fail" /><span><strong>${code}</strong> ${message}</span></div>`;
}

function Parts({ request }) {
  const { params, headers, body, body_len: bodyLength, reply, reply_len: replyLength } = request;
  return html`
    <${Verdict} request=${request} />
    <${Explanation} explanation=${request.explanation} />
    <${Part} title=${t("request.checks")}><${Checks} checks=${request.checks} /><//>
    <${Part} title=${t("request.params")} note=${params.length}><${Params} params=${params} /><//>
    ${bodyLength > 0 &&
    html`<${Part} title=${t("request.body")} note=${bytes(bodyLength)}>
      ${request.body_is_text
        ? html`<${Body} text=${body} length=${bodyLength} label=${t("request.body")} />`
        : html`<p class="muted">${t("request.binary")}</p>`}
    <//>`}
    <${Part} title=${t("request.reply")} note=${bytes(replyLength)}>
      <${Body} text=${reply} length=${replyLength} label=${t("request.reply")} />
    <//>
    <${Part} title=${t("request.code")}><${CodeTabs} code=${request.snippets} /><//>
    <${Part} title=${t("request.headers")} note=${headers.length} open=${false}>
      <table class="params">
        <tbody>
          ${headers.map(
            ([name, value]) => html`<tr>
              <th scope="row"><code>${name}</code></th>
              <td><code class="value">${value}</code></td>
            </tr>`,
          )}
        </tbody>
      </table>
    <//>
  `;
}

export function RequestDetail({ number, onClose }) {
  const { data, error, reload } = useLoad(() => get(path`requests/${number}`), [number, useLang()]);
  useKeys([{ keys: "Escape", title: t("keys.close"), run: onClose }]);
  return html`<article class="detail" aria-label=${t("request.title", { number })}>
    ${error &&
    html`<header class="detail-head">
        <button class="bare" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" /></button>
        <h2>#${number}</h2>
      </header>
      <${Failure} error=${error} retry=${reload} />`}
    ${data && html`<${Head} request=${data} onClose=${onClose} /><div class="parts"><${Parts} request=${data} /></div>`}
  </article>`;
}
