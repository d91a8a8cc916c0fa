// The server: clock, quota, rights, and the file of its data.

import { html, useEffect, useRef, useState } from "./vendor/standalone.module.js";
import { address, post, sendText } from "./api.js";
import { dateTime, offset } from "./format.js";
import { t, useLang } from "./lang.js";
import { refresh, server } from "./live.js";
import { useStore } from "./store.js";
import { attempt, toast } from "./toast.js";
import { Card, Page, Switch } from "./ui.js";

/** Sends a change; the reply is the new state. */
async function change(path, body) {
  const state = await attempt(() => post(path, body));
  if (state) refresh();
  return state;
}

export function Server() {
  useLang();
  const state = useStore(server);
  return html`<${Page} title=${t("nav.server")} lead=${t("server.lead")}>
    ${state &&
    html`<div class="grid">
      <${Clock} state=${state} />
      <${Limits} state=${state} />
      <${Users} users=${state.users} />
      <${Data} state=${state} />
    </div>`}
  <//>`;
}

const STEPS = [
  ["+1 s", 1000],
  ["+31 s", 31_000],
  ["+1 h", 3_600_000],
  ["+1 d", 86_400_000],
];

function Clock({ state }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const now = Date.now() + state.offset_ms;
  return html`<${Card} id="clock" title=${t("server.clock")}>
    <p class="big"><time>${dateTime(now)}</time></p>
    <p class="muted">${state.offset_ms === 0 ? t("server.real_time") : t("server.offset", { offset: offset(state.offset_ms) })}</p>
    <div class="buttons">
      ${STEPS.map(
        ([title, millis]) => html`<button class="button" onClick=${() => change("clock", { advance_ms: millis })}>${title}</button>`,
      )}
    </div>
    <p class="muted">${t("server.clock_text")}</p>
  <//>`;
}

function Limits({ state }) {
  const input = useRef(null);
  const setQuota = (event) => {
    event.preventDefault();
    const text = input.current.value;
    change("quota", { calls: text === "" ? null : Number(text) });
  };
  return html`<${Card} id="limits" title=${t("server.limits")}>
    <div class="setting">
      <div><strong>${t("server.enabled")}</strong><span class="muted">${t("server.enabled_text")}</span></div>
      <${Switch} checked=${state.is_enabled} label=${t("server.enabled")} onChange=${(on) => change("enabled", { is_enabled: on })} />
    </div>
    <form class="setting" onSubmit=${setQuota}>
      <label for="quota"><strong>${t("server.quota")}</strong><span class="muted">${t("server.quota_text")}</span></label>
      <span class="inline">
        <input
          ref=${input}
          id="quota"
          type="number"
          min="0"
          placeholder="∞"
          value=${state.quota ?? ""}
        />
        <button class="button">${t("set")}</button>
      </span>
    </form>
    <p class="big small">${state.quota === null ? t("server.no_quota") : t("server.left", { count: state.quota })}</p>
  <//>`;
}

const Users = ({ users }) => html`<${Card} id="users" title=${t("server.rights")}>
  <p class="muted">${t("server.rights_text")}</p>
  <ul class="users">
    ${users.map(
      ({ id, name, has_rights: hasRights }) => html`<li key=${id}>
        <span>${name}<small class="mono">${id}</small></span>
        <${Switch}
          checked=${hasRights}
          label=${t("server.rights_of", { name })}
          onChange=${(on) => change("rights", { user: id, has_rights: on })}
        />
      </li>`,
    )}
  </ul>
<//>`;

function Data({ state }) {
  const [wanted, setWanted] = useState(null);
  const restore = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    const result = await attempt(async () => sendText("POST", "snapshot", await file.text()));
    if (!result) return;
    toast(t("server.restored", { name: file.name }));
    refresh();
  };
  const reset = async () => {
    setWanted(null);
    if (await change("reset", { seed: wanted })) toast(t("server.was_reset"));
  };
  return html`<${Card} id="data" title=${t("server.data")}>
    <p class="muted">${state.data_file ? t("server.file", { name: state.data_file }) : t("server.no_file")}</p>
    <div class="buttons">
      <a class="button" href=${address("snapshot")} download>${t("server.snapshot")}</a>
      <label class="button">
        ${t("server.restore")}<input class="hidden" type="file" onChange=${restore} />
      </label>
    </div>
    <div class="buttons">
      <button class="button danger" data-reset="demo" onClick=${() => setWanted("demo")}>${t("server.reset_demo")}</button>
      <button class="button danger" data-reset="empty" onClick=${() => setWanted("empty")}>${t("server.reset_empty")}</button>
    </div>
    ${wanted &&
    html`<div class="note warn" role="alert">
      <span>${t("server.reset_question")}</span>
      <button class="button danger" data-confirm onClick=${reset}>${t("server.reset")}</button>
      <button class="button" onClick=${() => setWanted(null)}>${t("cancel")}</button>
    </div>`}
    <p class="muted">${t("server.version", { version: state.version, seed: state.seed })}</p>
  <//>`;
}
