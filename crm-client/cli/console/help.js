// The overlay of keyboard shortcuts.

import { html } from "./vendor/standalone.module.js";
import { shortcuts } from "./keys.js";
import { t } from "./lang.js";
import { Dialog } from "./ui.js";

export function Help({ onClose }) {
  return html`<${Dialog} title=${t("help.title")} onClose=${onClose}>
    <dl class="shortcuts">
      ${shortcuts().map(
        ({ keys, title }) => html`<div>
          <dt>${keys.split(" ").map((key) => html`<kbd>${key === "Escape" ? "Esc" : key}</kbd>`)}</dt>
          <dd>${title}</dd>
        </div>`,
      )}
    </dl>
    <p class="muted">${t("help.lists")}</p>
  <//>`;
}
