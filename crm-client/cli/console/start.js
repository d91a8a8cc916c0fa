// The first view: what to connect to, a first request to send, and what came of it.

import { html, useEffect, useState } from "./vendor/standalone.module.js";
import { post } from "./api.js";
import { Code } from "./code.js";
import { clock } from "./format.js";
import { NO_FILTER, journal, show } from "./journal.js";
import { t, useLang } from "./lang.js";
import { server } from "./live.js";
import { Result } from "./result.js";
import { href } from "./route.js";
import { useStore } from "./store.js";
import { attempt } from "./toast.js";
import { Card, Copy, Failure, Page, Tabs } from "./ui.js";

const PATH = "user/list";
const FIELDS = "userId,userName";

/** A signature is valid for 30 seconds, so the example is signed again before that. */
const RENEW = 20_000;

/**
 * Signs the example. The wrong one shows the most common mistake: the value is encoded before it is
 * signed. The server signs the encoded value, and the address then has it encoded once, not twice.
 */
async function example(isWrong) {
  const fields = isWrong ? encodeURIComponent(FIELDS) : FIELDS;
  const { url, code } = await post("sign", { path: PATH, params: { fields }, body: null });
  const once = (text) => (isWrong ? text.replaceAll("%252C", "%2C") : text);
  return { url: once(url), curl: once(code.curl) };
}

function useExample(isWrong) {
  const [state, setState] = useState({});
  useEffect(() => {
    let isCurrent = true;
    const renew = async () => {
      try {
        const next = await example(isWrong);
        if (isCurrent) setState(next);
      } catch (error) {
        if (isCurrent) setState({ error });
      }
    };
    renew();
    const timer = setInterval(renew, RENEW);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [isWrong]);
  return state;
}

/** Sends the example like any client does: to the address of the CRM, on the server of this page. */
async function send(isWrong) {
  const { url } = await example(isWrong);
  const { pathname, search } = new URL(url);
  await fetch(pathname + search);
}

const Fact = ({ name, value, note }) => html`
  <dt>${name}</dt>
  <dd><code>${value}</code>${note && html`<span class="muted">${note}</span>`}<${Copy} text=${value} /></dd>
`;

function Connection({ state }) {
  return html`<${Card} id="connect" title=${t("start.connect")}>
    <dl class="facts">
      <${Fact} name=${t("base_url")} value=${state.base_url} />
      <${Fact} name=${t("app_id")} value=${state.app_id} />
      <${Fact} name=${t("app_key")} value=${state.app_key} />
      <${Fact} name=${t("user")} value=${state.user.id} note=${state.user.name} />
    </dl>
  <//>`;
}

function FirstRequest() {
  const [mode, setMode] = useState("right");
  const isWrong = mode === "wrong";
  const { curl, error } = useExample(isWrong);
  const tabs = [
    ["right", t("start.right")],
    ["wrong", t("start.wrong")],
  ];
  return html`<${Card} id="first" title=${t("start.first")}>
    <${Tabs} tabs=${tabs} current=${mode} onChange=${setMode} label=${t("start.first")} />
    <p class="muted">${isWrong ? t("start.wrong_text") : t("start.right_text")}</p>
    <${Failure} error=${error} />
    <${Code} text=${curl ?? "…"} label="curl" copied=${async () => (await example(isWrong)).curl} />
    <p>
      <button class="button primary" data-send=${mode} onClick=${() => attempt(() => send(isWrong))}>
        ${t("start.send")}
      </button>
    </p>
  <//>`;
}

function Outcome({ request }) {
  return html`<li>
    <a href=${href("requests", request.number)}>
      <span class="when">${clock(request.time).slice(0, 8)}</span>
      <code>${request.path}</code>
      <${Result} request=${request} />
      <span class="message">${request.message}</span>
      ${request.signature === "invalid" && html`<strong class="explain">${t("start.explain")}</strong>`}
    </a>
  </li>`;
}

function Latest() {
  const { items } = useStore(journal);
  return html`<${Card}
    id="latest"
    title=${t("start.latest")}
    actions=${items.length > 0 && html`<a href=${href("requests")}>${t("start.all")}</a>`}
  >
    ${items.length === 0
      ? html`<p class="waiting"><span class="pulse"></span>${t("start.waiting")}</p>`
      : html`<ul class="outcomes" aria-live="polite">
          ${items.slice(0, 6).map((request) => html`<${Outcome} key=${request.number} request=${request} />`)}
        </ul>`}
  <//>`;
}

export function Start() {
  useLang();
  const state = useStore(server);
  useEffect(() => {
    show(NO_FILTER);
  }, []);
  return html`<${Page} title=${t("start.title")} lead=${t("start.lead")}>
    <div class="steps">
      ${state && html`<${Connection} state=${state} />`}
      <${FirstRequest} />
      <${Latest} />
    </div>
  <//>`;
}
