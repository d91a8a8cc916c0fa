// The first view: what to connect to, a first request to send, and what came of it.

import { html, useEffect, useState } from "./vendor/htm.js";
import { post } from "./api.js";
import { clock } from "./format.js";
import { journal, show } from "./journal.js";
import { server } from "./live.js";
import { failure, useLoad } from "./load.js";
import { result } from "./result.js";
import { href } from "./route.js";
import { t } from "./settings.js";
import { useStore } from "./store.js";
import { attempt } from "./toast.js";
import { Copy, button, card, code, facts, page, tabs } from "./ui.js";

const FIELDS = "userId,userName";

/** A signature is valid for 30 seconds, so the example is signed again before that. */
const RENEW = 20_000;

/**
 * Signs the example. The wrong one has the most common mistake, a value that is encoded before it is
 * signed: the server signs the encoded value, and then the URL has it encoded once instead of twice.
 */
async function sign(isWrong) {
  const fields = isWrong ? encodeURIComponent(FIELDS) : FIELDS;
  const { url, code } = await post("sign", { path: "user/list", params: { fields }, body: null });
  const once = (text) => (isWrong ? text.replaceAll("%252C", "%2C") : text);
  return { url: once(url), curl: once(code.curl) };
}

/** Sends the example like any client does: to the address of the CRM, on the server of this page. */
async function send(isWrong) {
  const { pathname, search } = new URL((await sign(isWrong)).url);
  await fetch(pathname + search);
}

const Connection = ({ state }) => {
  const fact = (name, value, note) => [name, html`<code>${value}</code> ${note}<${Copy} text=${value} label=${name} />`];
  return card(
    t("1. Connect your program"),
    facts([
      fact(t("Base URL"), state.base_url),
      fact("appid", state.app_id),
      fact("appkey", state.app_key),
      fact("op_user", state.user.id, html`<span class="muted">${state.user.name}</span>`),
    ]),
  );
};

function FirstRequest() {
  const [mode, setMode] = useState("right");
  const isWrong = mode === "wrong";
  const { data, error, reload } = useLoad(() => sign(isWrong), [isWrong]);
  useEffect(() => {
    const timer = setInterval(reload, RENEW);
    return () => clearInterval(timer);
  }, [reload]);
  const modes = [
    ["right", t("Signed correctly")],
    ["wrong", t("Signed with a mistake")],
  ];
  return card(
    t("2. Send a first request"),
    html`
      ${tabs(t("2. Send a first request"), modes, mode, setMode)}
      <p class="muted">
        ${isWrong
          ? t("The value was URL-encoded before it was signed: the most common mistake. The sandbox shows the difference.")
          : t("Lists the users. The signature is valid for 30 seconds, and is renewed when you copy it.")}
      </p>
      ${failure(error)}${code(data?.curl ?? "…", "curl", { copied: async () => (await sign(isWrong)).curl })}
      <p>${button(t("Send it from here"), () => attempt(() => send(isWrong)), { kind: "primary", "data-send": mode })}</p>
    `,
  );
}

const outcome = (request) => html`<li key=${request.number}>
  <a href=${href("requests", request.number)}>
    <span class="when">${clock(request.time).slice(0, 8)}</span>
    <code>${request.path}</code>${result(request)}
    <span class="message">${request.message}</span>
    ${request.signature === "invalid" && html`<strong>${t("Why?")} →</strong>`}
  </a>
</li>`;

function Latest() {
  const { items } = useStore(journal);
  return card(
    t("3. See what happened"),
    items.length === 0
      ? html`<p class="muted"><i class="pulse"></i> ${t("Waiting for the first request …")}</p>`
      : html`<ul class="outcomes" aria-live="polite">${items.slice(0, 8).map(outcome)}</ul>`,
    { actions: items.length > 0 && html`<a href=${href("requests")}>${t("All requests")}</a>` },
  );
}

export function Start() {
  const state = useStore(server);
  useEffect(() => void show({}), []);
  return page(
    t("Your CRM is running"),
    t("It runs on this computer and answers the whole API. Every request appears here, with the reason if it is refused."),
    html`<div class="steps">${state && html`<${Connection} state=${state} />`}<${FirstRequest} /><${Latest} /></div>`,
  );
}
