// Icons as paths of a 16 × 16 grid, drawn in the color of the text.

import { html } from "./vendor/htm.js";

const CIRCLE = "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z";

const PATHS = {
	start: "M4 2.5v11l9-5.5z",
	requests: "M2 4h12M2 8h12M2 12h8",
	records: "M2 3h12v10H2zM2 6.5h12M6 6.5V13",
	faults: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
	server: `${CIRCLE}M8 4.5V8l2.5 1.5`,
	metadata: "M2 2h5v4H2zM9 10h5v4H9zM4.5 6v6H9",
	reference: "M3 2.5h7.5L13 5v8.5H3zM5.5 6.5h5M5.5 9h5M5.5 11.5h3",
	copy: "M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8z",
	done: "m3 8.5 3.5 3.5L13 4.5",
	close: "m4 4 8 8M12 4l-8 8",
	theme: "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
	help: `${CIRCLE}M6 6a2 2 0 1 1 2.8 1.8c-.6.3-.8.7-.8 1.4M8 11.8v.2`,
};

/** Decoration: what contains it has a label. */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
