// Calls of the console API under `/_sandbox/`.

import { lang, t } from "./lang.js";
import { parseJson } from "./json.js";

/** A failure in words for the reader. `status` is 0 if there was no response. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Builds a path whose values are percent-encoded: path`records/${entity}/${id}`. */
export const path = (parts, ...values) =>
  parts.reduce((whole, part, index) => whole + encodeURIComponent(values[index - 1]) + part);

/** Returns the address of a path. The server writes its texts in the language of the page. */
export function address(path, query = {}) {
  const url = new URL(`/_sandbox/${path}`, location.origin);
  for (const [name, value] of Object.entries({ ...query, lang: lang.get() })) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, value);
  }
  return url.href;
}

export const get = (path, query) => send("GET", path, undefined, query);
export const post = (path, body = {}) => send("POST", path, JSON.stringify(body));
export const put = (path, body) => send("PUT", path, JSON.stringify(body));
export const del = (path) => send("DELETE", path);

/** Sends a body that is JSON already: the text of a file, or of a form that keeps all digits. */
export const sendText = (method, path, text) => send(method, path, text);

async function send(method, path, body, query) {
  // The server refuses writes of any other type, because forms of other sites cannot send this one.
  const headers = method === "GET" ? {} : { "Content-Type": "application/json" };
  let response, text;
  try {
    response = await fetch(address(path, query), { method, headers, body });
    text = await response.text();
  } catch {
    throw new ApiError(t("error.unreachable"), 0);
  }
  const reply = read(text);
  if (response.ok) return reply;
  throw new ApiError(reply?.error ?? t("error.status", { status: response.status }), response.status);
}

function read(text) {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
