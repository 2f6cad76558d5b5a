// Dragging a row to another place: with a mouse by its head, with a finger by its grip, so that the rest still scrolls.

const DRAGGED_AFTER = 6; // pixels; less is a click
const GAP = 10; // pixels between rows
const ABOVE = 72; // pixels that the menu takes

class Drag {
  constructor(row, y) {
    const { stack, item } = row;
    Object.assign(this, { row, stack, from: row.index, to: row.index, zoom: stack.root.currentCSSZoom ?? 1 });
    stack.list.classList.add("dragging");
    item.classList.add("dragged"); // which closes it, so that all are measured as they stand from now on
    this.items = [...stack.list.children];
    Object.assign(this, { grabbed: y - this.top, last: y, goesUp: false });
    this.boxes = this.items.map((each) => {
      const { top, height } = each.getBoundingClientRect();
      return { top: top - this.top, height, middle: top - this.top + height / 2 };
    });
    this.room = this.boxes.at(-1).top + this.boxes.at(-1).height;
  }

  get top() {
    return this.stack.list.getBoundingClientRect().top;
  }

  // The row goes with the pointer; those whose middle it passes make way.
  follow(y) {
    const { items, boxes, from } = this;
    const { top, height } = boxes[from];
    const by = Math.max(-top, Math.min(this.room - top - height, y - this.top - this.grabbed));
    const edge = top + by + (by > 0 ? height : 0);
    this.to = boxes.filter(({ middle }, i) => i !== from && middle < edge).length;
    const step = height + GAP * this.zoom;
    items.forEach((item, i) => {
      const shift = i === from ? by : i > from && i <= this.to ? -step : i < from && i >= this.to ? step : 0;
      item.style.transform = shift ? `translateY(${shift / this.zoom}px)` : "";
    });
    this.goesUp = y < this.last || (y === this.last && this.goesUp);
    this.last = y;
    const place = items[from].getBoundingClientRect();
    if (this.goesUp ? place.top < ABOVE : place.bottom > innerHeight) items[from].scrollIntoView({ block: "nearest" });
  }

  end(isKept) {
    const { row, stack, items, from, to } = this;
    stack.list.classList.remove("dragging");
    row.item.classList.remove("dragged");
    for (const item of items) item.style.transform = "";
    if (!isKept || to === from || row.index !== from) return; // or another network came in the meantime
    stack.move(from, to - from);
    row.head.focus();
  }
}

// Let a part of a row be what it is dragged by.
export const makeHandle = (row, handle, fits) => {
  handle.addEventListener("pointerdown", (down) => {
    if (down.button || !fits(down)) return;
    handle.setPointerCapture(down.pointerId);
    const listening = new AbortController();
    const on = (target, name, act) => target.addEventListener(name, act, { signal: listening.signal });
    let drag;
    const end = (isKept) => {
      listening.abort();
      drag?.end(isKept);
      setTimeout(() => (row.wasDragged = false)); // after the click that follows
    };
    on(handle, "pointermove", ({ clientY }) => {
      if (!drag && Math.abs(clientY - down.clientY) >= DRAGGED_AFTER) {
        drag = new Drag(row, down.clientY);
        row.wasDragged = true;
      }
      drag?.follow(clientY);
    });
    on(handle, "pointerup", () => end(true));
    on(handle, "pointercancel", () => end(false));
    on(window, "keydown", ({ key }) => key === "Escape" && end(false));
  });
};
