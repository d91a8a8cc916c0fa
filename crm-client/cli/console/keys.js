// Keyboard shortcuts. Views register theirs while they are visible; the help overlay lists all of them.

import { useEffect } from "./vendor/standalone.module.js";

const active = [];

/**
 * Registers shortcuts while the component is visible: a list of `{ keys, title, run }`. `keys` is a key,
 * or two with a space between them ("g r"). The last registered one wins.
 */
export function useKeys(shortcuts) {
  useEffect(() => {
    active.push(...shortcuts);
    return () => {
      for (const shortcut of shortcuts) active.splice(active.indexOf(shortcut), 1);
    };
  });
}

export const shortcuts = () => [...active];

const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

let prefix = "";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // Dialogs and controls handle their keys; Escape leaves a field first.
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const pressed = prefix ? `${prefix} ${event.key}` : event.key;
  const shortcut = active.findLast((it) => it.keys === pressed);
  const isPrefix = active.some((it) => it.keys.startsWith(`${pressed} `));
  prefix = shortcut || !isPrefix ? "" : pressed;
  if (!shortcut) return;
  event.preventDefault();
  shortcut.run(event);
});
