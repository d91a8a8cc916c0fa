// JSON for display, with every digit of its numbers.

/** A number that a double cannot hold becomes a string of its digits. */
export const parseJson = (text) =>
	JSON.parse(text, (_key, value, context) => {
		const digits = typeof value === "number" && context?.source;
		return digits?.length > 15 && String(value) !== digits ? digits : value;
	});

/** Larger texts stay as they are: thousands of spans would make the page slow. */
const MAX = 100_000;

export function pretty(text) {
	const raw = (_key, value, context) => (typeof value === "number" ? JSON.rawJSON(context.source) : value);
	try {
		return text.length > MAX ? text : JSON.stringify(JSON.parse(text, JSON.rawJSON && raw), null, 2);
	} catch {
		return text;
	}
}

export const tokens = (text) =>
	text.split(/("(?:[^"\\]|\\.)*":?)/).map((part, odd) => [odd % 2 ? (part.endsWith(":") ? "name" : "string") : "mark", part]);

export const asText = (value) => (typeof value === "string" ? value : value == null ? "" : JSON.stringify(value));
