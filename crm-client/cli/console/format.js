// Times, sizes and ids for people.

const pad = (number, length = 2) => String(number).padStart(length, "0");

/** Returns 2026-11-28 14:03:22.123. */
export function dateTime(millis) {
	const it = new Date(millis);
	const day = [it.getFullYear(), it.getMonth() + 1, it.getDate()].map((part) => pad(part)).join("-");
	const time = [it.getHours(), it.getMinutes(), it.getSeconds()].map((part) => pad(part)).join(":");
	return `${day} ${time}.${pad(it.getMilliseconds(), 3)}`;
}

export const clock = (millis) => dateTime(millis).slice(11);

/** Returns the difference of two clocks, such as +1 d 00:00:31. */
export function offset(millis) {
	const size = Math.abs(millis);
	const days = Math.floor(size / 86_400_000);
	return (millis < 0 ? "−" : "+") + (days ? `${days} d ` : "") + new Date(size).toISOString().slice(11, 19);
}

export const bytes = (count) => (count < 1024 ? `${count} B` : `${(count / 1024).toFixed(1)} KiB`);

export const shortId = (id) => (String(id).length > 20 ? `${id.slice(0, 4)}…${id.slice(-6)}` : String(id));
