// JSON as text: parsing and printing that keep every digit.

/**
 * Parses JSON. A number that a double cannot hold, such as 12345678901234567890, stays a string of its
 * digits, so that the page shows what the server sent.
 */
export function parseJson(text) {
  return JSON.parse(text, (_key, value, context) => {
    const isLossy = typeof value === "number" && context?.source && !isExact(context.source, value);
    return isLossy ? context.source : value;
  });
}

function isExact(source, value) {
  return !/^-?\d{16,}/.test(source) || String(value) === source;
}

const TOKEN = /("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([{}[\],:])|(\s+)|(.)/gs;

/** Larger texts are shown as they are: thousands of colored spans would make the page slow. */
const MAX_PRETTY = 100_000;

/**
 * Splits JSON into `[kind, text]` for display, indented by two spaces. Works on the text, so numbers keep
 * their digits. Returns `null` if the text is not JSON or is too large.
 */
export function tokens(text) {
  if (text.length > MAX_PRETTY) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const found = [];
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const list = [...text.matchAll(TOKEN)].filter((token) => !token[5]);
  list.forEach((token, index) => {
    const [whole, string, number, word] = token;
    const next = list[index + 1]?.[0];
    if (string) found.push([next === ":" ? "name" : "string", whole]);
    else if (number) found.push(["number", whole]);
    else if (word) found.push(["word", whole]);
    else if (whole === "{" || whole === "[") {
      depth += 1;
      const isEmpty = next === "}" || next === "]";
      found.push(["mark", isEmpty ? whole : whole + line()]);
    } else if (whole === "}" || whole === "]") {
      depth -= 1;
      const previous = list[index - 1]?.[0];
      const isEmpty = previous === "{" || previous === "[";
      found.push(["mark", isEmpty ? whole : line() + whole]);
    } else if (whole === ",") found.push(["mark", `,${line()}`]);
    else found.push(["mark", ": "]);
  });
  return found;
}

/** Returns JSON with line breaks, or the text itself if it is not JSON. */
export function pretty(text) {
  return tokens(text)?.map(([, part]) => part).join("") ?? text;
}

/** Returns a text for a value that is a text or any other JSON. */
export function asText(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
