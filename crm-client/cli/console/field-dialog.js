// Editing one field of an entity, with the items of its picklist.

import { button, Dialog, field as labelled, html, onSubmit, onValue, suggestions, t, useDraft } from "./kit.js";

const NEW = { field: "", name: "", data_type: "string", reference_to: null, nullable: true, creatable: true, updatable: true, items: [] };

/** The data types that the vendor documents. Any other name is allowed. */
const TYPES = ["string", "picklist", "reference"];

export function FieldDialog({ field, entities, onSave, onRemove, onClose }) {
	const isNew = !field.field;
	const { draft, set, text, check, choice } = useDraft({ ...NEW, ...field });
	const isReference = draft.data_type === "reference";
	const isPicklist = draft.data_type === "picklist";
	const save = () =>
		onSave({ ...draft, reference_to: isReference ? draft.reference_to : null, items: isPicklist ? draft.items : [] });
	const names = entities.map(({ entity, name }) => [entity, `${name} · ${entity}`]);
	return html`<${Dialog} title=${isNew ? t("New field") : field.field} onClose=${onClose}>
		<form class="fields" onSubmit=${onSubmit(save)}>
			${isNew && labelled(t("Internal name"), text("field", { required: true, class: "mono" }))}
			${labelled(t("Name"), text("name", { required: true }))}
			${labelled(t("Type"), text("data_type", { required: true, list: "types" }))}
			${suggestions("types", TYPES.map((it) => [it]))}
			${isReference && labelled(t("Refers to"), choice("reference_to", [["", "–"], ...names], { required: true }))}
			<div>
				${check("nullable", t("May be empty"))}${check("creatable", t("Creatable"))}
				${check("updatable", t("Updatable"))}
			</div>
			${isPicklist && picklist(draft.items, (items) => set({ items }))}
			<footer class="buttons">
				<button class="button primary">${t("Save")}</button>${button(t("Cancel"), onClose)}<span class="spacer"></span>
				${!isNew && button(t("Delete"), () => onRemove(field.field), { kind: "danger" })}
			</footer>
		</form>
	<//>`;
}

function picklist(items, onChange) {
	const change = (index, changes) => onChange(items.map((it, at) => (at === index ? { ...it, ...changes } : it)));
	const add = () => onChange([...items, { value: Math.max(-1, ...items.map((it) => it.value)) + 1, label: "" }]);
	const line = ({ value, label }, index) => html`<p class="item">
		<input type="number" aria-label=${t("Value")} value=${value} onInput=${onValue((text) => change(index, { value: Number(text) }))} />
		<input aria-label=${t("Name")} value=${label} onInput=${onValue((label) => change(index, { label }))} />
		<button type="button" class="bare" aria-label=${t("Delete")} onClick=${() => onChange(items.filter((_, at) => at !== index))}>×</button>
	</p>`;
	return html`<fieldset><legend>${t("Picklist items")}</legend>${items.map(line)}${button(t("New item"), add)}</fieldset>`;
}
