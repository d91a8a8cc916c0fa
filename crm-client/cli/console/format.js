// Times, sizes and ids for people.

import { lang } from "./settings.js";

const pad = (number, length = 2) => String(number).padStart(length, "0");

/** Returns 2026-11-28 14:03:22.123. */
export function dateTime(millis) {
	const it = new Date(millis);
	const day = [it.getFullYear(), it.getMonth() + 1, it.getDate()].map((part) => pad(part)).join("-");
	const time = [it.getHours(), it.getMinutes(), it.getSeconds()].map((part) => pad(part)).join(":");
	return `${day} ${time}.${pad(it.getMilliseconds(), 3)}`;
}

export const clock = (millis) => dateTime(millis).slice(11);

const UNITS = [
	["day", 86_400],
	["hour", 3600],
	["minute", 60],
	["second", 1],
];

/** Returns the two largest units: +1 day 2 hr. */
export function offset(millis) {
	let rest = Math.round(Math.abs(millis) / 1000);
	const parts = UNITS.map(([unit, size]) => {
		const count = Math.floor(rest / size);
		rest %= size;
		return count && new Intl.NumberFormat(lang.get(), { style: "unit", unit }).format(count);
	});
	return (millis < 0 ? "−" : "+") + parts.filter(Boolean).slice(0, 2).join(" ");
}

export const bytes = (count) => (count < 1024 ? `${count} B` : `${(count / 1024).toFixed(1)} KiB`);

export const shortId = (id) => (String(id).length > 20 ? `${id.slice(0, 4)}…${id.slice(-6)}` : String(id));
