// Code and JSON with a copy button.

import { html } from "./vendor/standalone.module.js";
import { pretty, tokens } from "./json.js";
import { t } from "./lang.js";
import { remembered, useStore } from "./store.js";
import { Copy, Tabs } from "./ui.js";

/** A block of text in a monospaced font. */
export const Code = ({ text, label, copied = text, children }) => html`
  <div class="code">
    <pre tabindex="0" aria-label=${label}>${children ?? text}</pre>
    <${Copy} text=${copied} label=${t("copy.what", { what: label })} />
  </div>
`;

/** JSON with indentation and colors. Anything else is shown as it is. All parts are text nodes. */
export function Json({ text, label }) {
  const parts = tokens(text);
  return html`<${Code} text=${text} label=${label} copied=${pretty(text)}>
    ${parts?.map(([kind, part]) => html`<span class="j-${kind}">${part}</span>`) ?? text}
  <//>`;
}

export const LANGUAGES = [
  ["curl", "curl"],
  ["rust", "Rust"],
  ["python", "Python"],
  ["java", "Java"],
  ["php", "PHP"],
];

const chosen = remembered("code", "curl");

/** Code in five languages. The chosen language is remembered. `copy` can return fresher code. */
export function CodeTabs({ code, copy }) {
  const language = useStore(chosen);
  const text = code[language] ?? "";
  const name = LANGUAGES.find(([id]) => id === language)?.[1] ?? language;
  const copied = copy ? async () => (await copy())[language] : text;
  return html`<div class="code-tabs">
    <${Tabs} tabs=${LANGUAGES} current=${language} onChange=${chosen.set} label=${t("code.language")} />
    <${Code} text=${text} label=${name} copied=${copied} />
  </div>`;
}
