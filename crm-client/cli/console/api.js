// Calls of the console API under `/_sandbox/`.

import { lang, t } from "./settings.js";
import { parseJson } from "./json.js";

/** Builds a path whose values are percent-encoded: path`records/${entity}/${id}`. */
export const path = (parts, ...values) =>
  parts.reduce((whole, part, index) => whole + encodeURIComponent(values[index - 1]) + part);

/** Returns the address of a path. The server writes its texts in the language of the page. */
export function address(path, query = {}) {
  const url = new URL(`/_sandbox/${path}`, location.origin);
  for (const [name, value] of Object.entries({ ...query, lang: lang.get() })) {
    if (value || value === 0) url.searchParams.set(name, value);
  }
  return url.href;
}

export const get = (path, query) => send("GET", path, undefined, query);
export const post = (path, body = {}) => send("POST", path, JSON.stringify(body));
export const put = (path, body) => send("PUT", path, JSON.stringify(body));
export const del = (path) => send("DELETE", path);

/** Sends a request. `body` is JSON. Fails with an error whose message is for the reader. */
export async function send(method, path, body, query) {
  // The server refuses writes of any other type, because forms of other sites cannot send this one.
  const headers = method === "GET" ? {} : { "Content-Type": "application/json" };
  let response, reply;
  try {
    response = await fetch(address(path, query), { method, headers, body });
    reply = await response.text();
  } catch {
    throw new Error(t("The sandbox does not answer; check that `crm sandbox` is running"));
  }
  try {
    reply = parseJson(reply);
  } catch {
    reply = {};
  }
  if (response.ok) return reply;
  throw new Error(reply.error ?? t("The sandbox replied with HTTP {status}", { status: response.status }));
}
