// A list that renders only its visible rows.

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/htm.js";

const MARGIN = 8;

/** Each of `items` is `height` pixels high and has a `number`. */
export function VirtualList({ items, height, row, selected, onEnd, ...rest }) {
	const box = useRef(null);
	const [view, setView] = useState({ top: 0, size: 800 });
	const first = useRef(undefined);
	const indexOf = (number) => items.findIndex((it) => it.number === number);

	const measure = () => {
		const { scrollTop: top, clientHeight: size } = box.current;
		setView((old) => (old.top === top && old.size === size ? old : { top, size }));
		if (top + size > items.length * height - 200) onEnd();
	};

	useEffect(() => {
		const observer = new ResizeObserver(measure);
		observer.observe(box.current);
		return () => observer.disconnect();
	}, [height]);

	// Rows that are added above do not move what the reader looks at.
	useLayoutEffect(() => {
		const added = indexOf(first.current);
		first.current = items[0]?.number;
		if (added > 0 && box.current.scrollTop >= height) box.current.scrollTop += added * height;
	}, [items]);

	useEffect(() => {
		const top = indexOf(selected) * height;
		const { scrollTop, clientHeight } = box.current;
		if (top < 0) return;
		if (top < scrollTop) box.current.scrollTop = top;
		else if (top + height > scrollTop + clientHeight) box.current.scrollTop = top + height - clientHeight;
	}, [selected]);

	const from = Math.max(0, Math.floor(view.top / height) - MARGIN);
	const to = Math.ceil((view.top + view.size) / height) + MARGIN;
	return html`<div ref=${box} class="virtual" onScroll=${measure} ...${rest}>
		<div style=${{ height: `${items.length * height}px` }}>
			<div style=${{ transform: `translateY(${from * height}px)` }}>${items.slice(from, to).map(row)}</div>
		</div>
	</div>`;
}
