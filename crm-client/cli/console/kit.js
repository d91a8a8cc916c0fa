// What the views use, in one place.

export * from "./vendor/htm.js";
export * from "./api.js";
export * from "./form.js";
export * from "./format.js";
export * from "./icons.js";
export * from "./json.js";
export * from "./keys.js";
export * from "./live.js";
export * from "./load.js";
export * from "./route.js";
export * from "./settings.js";
export * from "./sidebar.js";
export * from "./store.js";
export * from "./toast.js";
export * from "./ui.js";
export * from "./result.js";
export * from "./code.js";
