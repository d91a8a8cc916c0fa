// A list at the left of a view; on a narrow screen, a selection.

import { html } from "./vendor/htm.js";
import { go, href } from "./route.js";
import { select } from "./ui.js";

/** Items are `{ to, title, text, heading }`: the route as an array, markup, plain text, and a group. */
export const sidebar = (label, items, current, search) => html`
  <nav class="side" aria-label=${label}>
    ${search}
    ${items.map(
      ({ to, title, text, heading }) => html`
        ${heading && html`<h2>${heading}</h2>`}
        <a key=${text} href=${href(...to)} title=${text} aria-current=${String(to) === String(current) ? "page" : undefined}>${title}</a>
      `,
    )}
  </nav>
  <div class="side-select">
    ${select(
      items.findIndex(({ to }) => String(to) === String(current)),
      [[-1, label], ...items.map(({ text }, index) => [index, text])],
      (index) => index >= 0 && go(...items[index].to),
      { "aria-label": label },
    )}
  </div>
`;

export const entityList = (view, label, entities, current) =>
  sidebar(
    label,
    entities.map(({ entity, name, records }) => ({
      to: [view, entity],
      text: `${name} · ${entity}`,
      title: html`<span>${name}</span><small>${entity}</small><span class="count">${records}</span>`,
    })),
    [view, current],
  );
