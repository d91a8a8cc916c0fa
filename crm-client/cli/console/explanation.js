// Why a signature is wrong: the reason, the remedy, and the first difference of the two strings.

import { html } from "./vendor/standalone.module.js";
import { Icon } from "./icons.js";
import { t } from "./lang.js";
import { Copy } from "./ui.js";

/**
 * Returns the number of equal characters at the start and at the end of two strings. The parts do not
 * overlap. Counts code points: half of a surrogate pair is not a character.
 */
function common(left, right) {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  return { start, end };
}

/** A string with its differing middle marked. Lines break before each parameter. */
function Marked({ characters, start, end }) {
  const middle = characters.slice(start, characters.length - end);
  const [first, ...rest] = middle;
  return html`<pre class="signed" tabindex="0"><${Broken} text=${characters.slice(0, start).join("")} />${first ===
    undefined
      ? html`<mark class="gap" title=${t("explain.missing")}>∅</mark>`
      : html`<mark class="first"><${Visible} text=${first} /></mark><mark><${Visible} text=${rest.join("")} /></mark>`}<${Broken}
      text=${characters.slice(characters.length - end).join("")}
    /></pre>`;
}

/** Spaces are visible where they make the difference. */
const Visible = ({ text }) => text.replaceAll(" ", "␣");

/** A line break is allowed before `&`, and only there if that is possible. */
const Broken = ({ text }) =>
  text.split(/(?=&)/).map((part, index) => (index === 0 ? part : html`<wbr />${part}`));

function Strings({ server, client }) {
  const left = [...server.string];
  const right = [...client.string];
  const isEqual = server.string === client.string;
  const { start, end } = common(left, right);
  const show = (characters, string) =>
    isEqual
      ? html`<pre class="signed" tabindex="0"><${Broken} text=${string} /></pre>`
      : html`<${Marked} characters=${characters} start=${start} end=${end} />`;
  return html`
    <figure class="server">
      <figcaption>${t("explain.server")} <${Copy} text=${server.string} /></figcaption>
      ${show(left, server.string)}
    </figure>
    <figure class="client">
      <figcaption>${t("explain.client")} <${Copy} text=${client.string} /></figcaption>
      ${show(right, client.string)}
    </figure>
    <p class="muted">
      ${isEqual ? t("explain.equal") : t("explain.difference", { at: start + 1 })}
    </p>
  `;
}

const Sign = ({ name, value, kind }) => html`<dt>${name}</dt><dd><code class=${kind}>${value}</code></dd>`;

export function Explanation({ explanation }) {
  if (!explanation) return null;
  const { algorithm, server, client, sent_sign: sent, reasons } = explanation;
  const isValid = reasons.length === 0;
  return html`<section class="explanation ${isValid ? "valid" : ""}" aria-label=${t("explain.title")}>
    ${isValid
      ? html`<h3><${Icon} name="done" /> ${t("explain.valid")}</h3>`
      : html`<h3><${Icon} name="fail" /> ${t("explain.title")}</h3>`}
    ${reasons.map(
      ({ name, title, text, remedy }) => html`<div class="reason" key=${name} data-reason=${name}>
        <strong>${title}</strong>
        ${text && text !== title && html`<p>${text}</p>`}
        <p class="remedy"><span>${t("explain.remedy")}</span> ${remedy}</p>
      </div>`,
    )}
    ${client
      ? html`<${Strings} server=${server} client=${client} />`
      : html`<figure class="server">
            <figcaption>${t("explain.server")} <${Copy} text=${server.string} /></figcaption>
            <pre class="signed" tabindex="0"><${Broken} text=${server.string} /></pre>
          </figure>
          ${!isValid && html`<p class="muted">${t("explain.no_client")}</p>`}`}
    <dl class="signs">
      <${Sign} name=${t("explain.sent")} value=${sent} kind=${isValid ? "" : "bad"} />
      ${!isValid && html`<${Sign} name=${t("explain.expected", { algorithm })} value=${server.sign} kind="ok" />`}
    </dl>
  </section>`;
}
