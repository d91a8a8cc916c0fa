// The API reference: every endpoint of the table, grouped by resource.

import { html, useEffect, useState } from "./vendor/standalone.module.js";
import { get } from "./api.js";
import { Endpoint } from "./endpoint.js";
import { t, useLang } from "./lang.js";
import { useLoad } from "./load.js";
import { go, href, useRoute } from "./route.js";
import { Empty, Failure, Search } from "./ui.js";

export function Reference() {
  const language = useLang();
  const { parts } = useRoute();
  const [word, setWord] = useState("");
  const { data: endpoints, error, reload } = useLoad(() => get("endpoints"), [language]);
  const current = parts.join("/");
  useEffect(() => {
    if (endpoints?.length && !current) location.replace(href("reference", ...endpoints[0].path.split("/")));
  }, [endpoints, current]);
  useEffect(() => {
    document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [current, endpoints]);
  const endpoint = endpoints?.find((it) => it.path === current);
  return html`<div class="sidebar-view">
    <${List} endpoints=${endpoints ?? []} current=${current} word=${word} onSearch=${setWord} />
    <section class="content" aria-label=${current}>
      <${Failure} error=${error} retry=${reload} />
      ${endpoints && current && !endpoint && html`<${Empty} title=${t("reference.none", { path: current })} />`}
      ${endpoint && html`<${Endpoint} key=${current} endpoint=${endpoint} />`}
    </section>
  </div>`;
}

const matches = ({ path, title, doc }, word) =>
  [path, title, doc].some((it) => it?.toLowerCase().includes(word.toLowerCase()));

/** Returns `[resource, endpoints]` in the order of the table. */
function groups(endpoints) {
  const found = new Map();
  for (const endpoint of endpoints) {
    found.set(endpoint.resource, [...(found.get(endpoint.resource) ?? []), endpoint]);
  }
  return [...found];
}

function List({ endpoints, current, word, onSearch }) {
  const shown = endpoints.filter((it) => matches(it, word));
  return html`
    <nav class="side endpoints" aria-label=${t("nav.reference")}>
      <${Search} value=${word} label=${t("reference.search", { count: endpoints.length })} onSearch=${onSearch} />
      ${shown.length === 0 && html`<p class="muted pad">${t("reference.no_match")}</p>`}
      ${groups(shown).map(
        ([resource, list]) => html`<section key=${resource}>
          <h2>${resource}</h2>
          <ul>
            ${list.map(
              ({ path, method, title }) => html`<li key=${path}>
                <a href=${href("reference", ...path.split("/"))} title=${title} aria-current=${path === current ? "page" : undefined}>
                  <span class="method ${method.toLowerCase()}">${method}</span><span>${path.split("/").at(-1)}</span>
                </a>
              </li>`,
            )}
          </ul>
        </section>`,
      )}
    </nav>
    <label class="side-select">
      <span class="hidden">${t("nav.reference")}</span>
      <select value=${current} onChange=${(event) => go("reference", ...event.target.value.split("/"))}>
        ${endpoints.map(({ path, method }) => html`<option value=${path}>${method} ${path}</option>`)}
      </select>
    </label>
  `;
}
