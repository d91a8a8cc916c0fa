// Light or dark: by the system until the reader chooses.

import { remembered, useStore } from "./store.js";

const THEMES = ["auto", "light", "dark"];

const theme = remembered("theme", "auto");

const apply = () => {
  document.documentElement.dataset.theme = theme.get();
};
theme.subscribe(apply);
apply();

export const useTheme = () => useStore(theme);

export function cycleTheme() {
  theme.set(THEMES[(THEMES.indexOf(theme.get()) + 1) % THEMES.length]);
}
