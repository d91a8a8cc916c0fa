// Times, sizes and ids for people.

import { lang } from "./lang.js";

const pad = (number, length = 2) => String(number).padStart(length, "0");

/** 14:03:22.123, in the time zone of the browser. */
export function clock(millis) {
  const date = new Date(millis);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((it) => pad(it)).join(":");
  return `${time}.${pad(date.getMilliseconds(), 3)}`;
}

/** 2026-11-28 14:03:22 */
export function dateTime(millis) {
  const date = new Date(millis);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${clock(millis).slice(0, 8)}`;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** +1 day, +31 seconds: the two largest units of an offset. */
export function offset(millis) {
  let rest = Math.abs(millis);
  const parts = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(amount(count, unit));
  }
  return (millis < 0 ? "−" : "+") + (parts.join(" ") || amount(0, "second"));
}

function amount(count, unit) {
  return new Intl.NumberFormat(lang.get(), { style: "unit", unit, unitDisplay: "short" }).format(count);
}

export const number = (value) => new Intl.NumberFormat(lang.get()).format(value);

export function bytes(count) {
  if (count < 1024) return `${count} B`;
  if (count < 1 << 20) return `${(count / 1024).toFixed(1)} KiB`;
  return `${(count / (1 << 20)).toFixed(1)} MiB`;
}

/** An id of 40 characters, shortened to its entity code and its end. */
export const shortId = (id) => (String(id).length > 20 ? `${id.slice(0, 4)}…${id.slice(-6)}` : String(id));
