// A list that only renders the visible rows, so that thousands of rows cost as little as fifty.

import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/standalone.module.js";

/** Rows above and below the visible ones. */
const MARGIN = 8;

/**
 * Shows `items`, each `height` pixels high, newest first. `row(item, index)` renders one of them, and
 * `keyOf(item)` identifies it. New items at the top do not move what the reader looks at.
 */
export function VirtualList({ items, height, row, keyOf, selected, onEnd, ...rest }) {
  const box = useRef(null);
  const [view, setView] = useState({ top: 0, size: 800 });
  const first = useRef(undefined);

  const measure = () => {
    const { scrollTop, clientHeight } = box.current;
    setView((old) =>
      old.top === scrollTop && old.size === clientHeight ? old : { top: scrollTop, size: clientHeight },
    );
    if (scrollTop + clientHeight > items.length * height - 200) onEnd?.();
  };

  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [height]);

  // Keeps the position if rows were added above it.
  useLayoutEffect(() => {
    const old = first.current;
    first.current = items.length ? keyOf(items[0]) : undefined;
    if (old === undefined || old === first.current || box.current.scrollTop < height) return;
    const added = items.findIndex((item) => keyOf(item) === old);
    if (added > 0) box.current.scrollTop += added * height;
  }, [items]);

  useEffect(() => {
    const index = items.findIndex((item) => keyOf(item) === selected);
    if (index < 0) return;
    const top = index * height;
    const { scrollTop, clientHeight } = box.current;
    if (top < scrollTop) box.current.scrollTop = top;
    else if (top + height > scrollTop + clientHeight) box.current.scrollTop = top + height - clientHeight;
  }, [selected]);

  const from = Math.max(0, Math.floor(view.top / height) - MARGIN);
  const to = Math.min(items.length, Math.ceil((view.top + view.size) / height) + MARGIN);
  return html`<div ref=${box} class="virtual" onScroll=${measure} ...${rest}>
    <div class="virtual-space" style=${{ height: `${items.length * height}px` }}>
      <div class="virtual-rows" style=${{ transform: `translateY(${from * height}px)` }}>
        ${items.slice(from, to).map((item, index) => row(item, from + index))}
      </div>
    </div>
  </div>`;
}
