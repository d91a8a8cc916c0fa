// One endpoint: its documentation, a form to try it, and code that sends the same request.

import { html, useEffect, useRef, useState } from "./vendor/standalone.module.js";
import { get, path as apiPath, post } from "./api.js";
import { Code, CodeTabs, Json } from "./code.js";
import { asText, pretty } from "./json.js";
import { t } from "./lang.js";
import { server } from "./live.js";
import { useLoad } from "./load.js";
import { Result } from "./result.js";
import { href, useRoute } from "./route.js";
import { useStore } from "./store.js";
import { Card, Failure } from "./ui.js";

/** Parameters that the server adds when it signs. */
const SIGNED = ["appid", "sign", "sign_type", "timestamp"];

/** The longest the code follows the form, in milliseconds after the last key. */
const PAUSE = 300;

/**
 * Returns values that make the first try succeed: the user of the sandbox, and an existing record of the
 * entity that the endpoint is about.
 */
async function suggest({ path, params }, state) {
  const values = {};
  const needs = (name) => params.some((it) => it.name === name && it.required);
  if (needs("op_user")) values.op_user = state.user.id;
  const entities = await get("entities");
  const [resource] = path.split("/");
  const custom = resource === "customentity" ? entities.find((it) => it.is_custom) : undefined;
  const own = entities.find((it) => it.entity.toLowerCase() === resource);
  const entity = custom ?? own ?? entities[0];
  if (!entity) return values;
  if (needs("entity")) values.entity = entity.entity;
  if (needs("fields")) values.fields = exampleFields(entity);
  const id = params.find((it) => it.required && it.name.endsWith("_id"))?.name;
  if (id && entity.records > 0) {
    const { items, key_field: key } = await get(apiPath`records/${entity.entity}`, { size: 1 });
    if (items[0]) values[id] = items[0][key];
  }
  return values;
}

const exampleFields = (entity) => [...new Set([entity.key_field, entity.name_field])].filter(Boolean).join(",");

/** Returns the parameters and the body of a request of the list, to send it again. */
async function repeat(number) {
  const request = await get(apiPath`requests/${number}`);
  const sent = request.params.filter(({ name }) => !SIGNED.includes(name));
  return {
    values: Object.fromEntries(sent.map(({ name, value }) => [name, value])),
    body: request.body_is_text ? asText(request.body) : "",
  };
}

export function Endpoint({ endpoint }) {
  const { query } = useRoute();
  const from = query.get("from");
  const state = useStore(server);
  const isReady = Boolean(state);
  const { data: initial, error } = useLoad(async () => {
    if (!isReady) return undefined;
    if (from) return repeat(from);
    return { values: await suggest(endpoint, state), body: pretty(asText(endpoint.samples?.request)) };
  }, [endpoint.path, from, isReady]);
  return html`<div class="endpoint">
    <header>
      <h1><span class="method ${endpoint.method.toLowerCase()}">${endpoint.method}</span> ${endpoint.path}</h1>
      <p class="lead">${endpoint.doc}</p>
      <p class="muted">
        ${t(`effect.${endpoint.effect}`)}${endpoint.since && ` · ${t("reference.since", { version: endpoint.since })}`}
        ${endpoint.page && ` · ${t("reference.page")} ${endpoint.page}`}
      </p>
    </header>
    <${Failure} error=${error} />
    ${initial && html`<${Try} key=${from} endpoint=${endpoint} initial=${initial} users=${state.users} />`}
    <${Sample} samples=${endpoint.samples} />
  </div>`;
}

function Sample({ samples }) {
  const text = asText(samples?.reply);
  if (!text) return null;
  return html`<${Card} id="sample" title=${t("reference.sample")}><${Json} text=${text} label=${t("request.reply")} /><//>`;
}

function Try({ endpoint, initial, users }) {
  const [values, setValues] = useState(initial.values);
  const [body, setBody] = useState(initial.body);
  const [signType, setSignType] = useState("MD5");
  const [result, setResult] = useState(null);
  const params = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const request = { path: endpoint.path, params, body: endpoint.body_kind ? body : null, sign_type: signType };
  const send = async (event) => {
    event.preventDefault();
    try {
      setResult({ reply: await post("try", request) });
    } catch (error) {
      setResult({ error });
    }
  };
  const query = endpoint.params.filter(({ place, name }) => place !== "body" && !SIGNED.includes(name));
  return html`<div class="try">
    <${Card} id="try" title=${t("reference.try")}>
      <form onSubmit=${send}>
        ${query.map(
          (param) => html`<${Param}
            key=${param.name}
            param=${param}
            value=${values[param.name] ?? ""}
            users=${users}
            onChange=${(value) => setValues({ ...values, [param.name]: value })}
          />`,
        )}
        ${endpoint.body_kind &&
        html`<div class="param">
          <label for="body"><code>${t("request.body")}</code><small>${endpoint.body_kind}</small></label>
          <textarea id="body" class="mono" rows="6" spellcheck=${false} value=${body} onInput=${(event) => setBody(event.target.value)}></textarea>
        </div>`}
        <div class="form-foot">
          <button class="button primary">${t("reference.send")}</button>
          <select aria-label="sign_type" value=${signType} onChange=${(event) => setSignType(event.target.value)}>
            <option>MD5</option>
            <option>SHA1</option>
          </select>
          <span class="muted">${t("reference.signed")}</span>
        </div>
      </form>
      <${Failure} error=${result?.error} />
      ${result?.reply && html`<${Reply} reply=${result.reply} />`}
    <//>
    <${Card} id="code" title=${t("request.code")}><${Preview} request=${request} /><//>
  </div>`;
}

function Reply({ reply }) {
  const text = asText(reply.reply);
  const code = /"error_code"\s*:\s*(\d+)/.exec(text)?.[1];
  const request = { status: reply.status, code: code === undefined ? null : Number(code), has_fault: false };
  return html`<div class="reply" role="status">
    <p>
      <${Result} request=${request} />
      ${reply.number && html`<a href=${href("requests", reply.number)}>${t("request.title", { number: reply.number })}</a>`}
    </p>
    ${text && html`<${Json} text=${text} label=${t("request.reply")} />`}
  </div>`;
}

function Param({ param: { name, kind, required, default: initial, max, doc }, value, users, onChange }) {
  const id = `param-${name}`;
  const facts = [kind, required && t("required"), max && `≤ ${max}`].filter(Boolean).join(" · ");
  const onInput = (event) => onChange(event.target.value);
  const placeholder = initial === null || initial === undefined ? "" : String(initial);
  let control;
  if (name === "op_user") {
    control = html`<select id=${id} value=${value} onChange=${onInput}>
      <option value="">–</option>
      ${users.map((it) => html`<option value=${it.id}>${it.name}</option>`)}
    </select>`;
  } else if (/bool/i.test(kind)) {
    control = html`<select id=${id} value=${value} onChange=${onInput}>
      <option value="">${placeholder || "–"}</option>
      <option>true</option>
      <option>false</option>
    </select>`;
  } else {
    control = html`<input id=${id} class="mono" value=${value} placeholder=${placeholder} onInput=${onInput} />`;
  }
  return html`<div class="param">
    <label for=${id}>
      <code>${name}</code>${required && html`<span class="required" aria-hidden="true">*</span>`}<small>${facts}</small>
    </label>
    ${control}${doc && html`<small class="doc">${doc}</small>`}
  </div>`;
}

/** Code for the request in the form, signed by the server, and the string that was signed. */
function Preview({ request }) {
  const [state, setState] = useState({});
  const run = useRef(0);
  const key = JSON.stringify(request);
  useEffect(() => {
    run.current += 1;
    const own = run.current;
    const timer = setTimeout(async () => {
      try {
        const signed = await post("sign", request);
        if (own === run.current) setState({ signed });
      } catch (error) {
        if (own === run.current) setState({ error });
      }
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [key]);
  const { signed, error } = state;
  return html`
    <${Failure} error=${error} />
    ${signed &&
    html`<${CodeTabs} code=${signed.code} copy=${async () => (await post("sign", request)).code} />
      <details>
        <summary>${t("reference.string")}</summary>
        <${Code} text=${signed.string} label=${t("reference.string")} />
      </details>`}
  `;
}
