// JSON as text: parsing and printing that keep every digit.

/** Parses JSON. A number that a double cannot hold becomes a string of its digits, to show them all. */
export const parseJson = (text) =>
  JSON.parse(text, (_key, value, context) => {
    const digits = typeof value === "number" && context?.source;
    return digits && digits.length > 15 && String(value) !== digits ? digits : value;
  });

const TOKEN = /("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null)|[{}[\],:]/g;

/** Larger texts are shown as they are: thousands of colored spans would make the page slow. */
const MAX = 100_000;

/** Splits JSON into `[kind, text]`, indented by two spaces; `null` if it is not JSON or is too large. */
export function tokens(text) {
  if (text.length > MAX) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  return [...text.matchAll(TOKEN)].map(([whole, string, number, word], index, all) => {
    const [before, after] = [all[index - 1]?.[0], all[index + 1]?.[0]];
    if (string) return [after === ":" ? "name" : "string", whole];
    if (number || word) return ["number", whole];
    if (whole === ":") return ["mark", ": "];
    if (whole === ",") return ["mark", whole + line()];
    const isOpen = "{[".includes(whole);
    depth += isOpen ? 1 : -1;
    const isEmpty = isOpen ? "}]".includes(after) : "{[".includes(before);
    return ["mark", isEmpty ? whole : isOpen ? whole + line() : line() + whole];
  });
}

/** Returns JSON with line breaks, or the text itself if it is not JSON. */
export const pretty = (text) => tokens(text)?.map(([, part]) => part).join("") ?? text;

/** Returns a text for a value that is a text or any other JSON. */
export const asText = (value) => (typeof value === "string" ? value : value == null ? "" : JSON.stringify(value));
