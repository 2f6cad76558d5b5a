// Dragging a row to another place: with a mouse by its head, with a finger by its grip, so that the rest still scrolls.

/** @import { Box } from "./making_way.js" */
/** @import { Row } from "./rows.js" */

import { makingWay } from "./making_way.js";

const DRAGGED_AFTER = 6; // pixels; less is a click
const GAP = 10; // pixels between rows
const ABOVE = 72; // pixels that the menu takes

class Drag {
  goesUp = false;

  /**
   * @param {Row} row
   * @param {number} y where the pointer took it, in pixels
   */
  constructor(row, y) {
    const { stack, item } = row;
    this.row = row;
    this.stack = stack;
    this.from = this.to = row.index;
    this.zoom = stack.root.currentCSSZoom ?? 1;
    stack.list.classList.add("dragging");
    item.classList.add("dragged"); // which closes it, so that all are measured as they stand from now on
    this.items = stack.rowsInOrder.map((each) => each.item);
    this.grabbed = y - this.top;
    this.last = y;
    /** @type {Box[]} */
    this.boxes = this.items.map((each) => {
      const { top, height } = each.getBoundingClientRect();
      return { top: top - this.top, height };
    });
  }

  get top() {
    return this.stack.list.getBoundingClientRect().top;
  }

  /**
   * The row goes with the pointer; those whose middle it passes make way.
   * @param {number} y of the pointer, in pixels
   */
  follow(y) {
    const { items, boxes, from, zoom } = this;
    const { to, shifts } = makingWay(boxes, from, y - this.top - this.grabbed, GAP * zoom);
    this.to = to;
    items.forEach((item, i) => (item.style.transform = shifts[i] ? `translateY(${shifts[i] / zoom}px)` : ""));
    this.goesUp = y < this.last || (y === this.last && this.goesUp);
    this.last = y;
    const place = items[from].getBoundingClientRect();
    if (this.goesUp ? place.top < ABOVE : place.bottom > innerHeight) items[from].scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} isKept */
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

/**
 * Let a part of a row be what it is dragged by.
 * @param {Row} row
 * @param {HTMLElement} handle
 * @param {(event: PointerEvent) => boolean} isHandledBy whether it is for a pointer of this kind
 */
export const makeHandle = (row, handle, isHandledBy) => {
  handle.addEventListener("pointerdown", (down) => {
    if (down.button || !isHandledBy(down)) return;
    handle.setPointerCapture(down.pointerId);
    const listening = new AbortController();
    const { signal } = listening;
    /** @type {Drag | undefined} */
    let drag;
    /** @type {(isKept: boolean) => void} */
    const end = (isKept) => {
      listening.abort();
      drag?.end(isKept);
      setTimeout(() => (row.wasDragged = false)); // after the click that follows
    };
    /** @type {(event: PointerEvent) => void} */
    const pull = ({ clientY }) => {
      if (!drag && Math.abs(clientY - down.clientY) >= DRAGGED_AFTER && row.index >= 0) {
        drag = new Drag(row, down.clientY);
        row.wasDragged = true;
      }
      drag?.follow(clientY);
    };
    handle.addEventListener("pointermove", pull, { signal });
    handle.addEventListener("pointerup", () => end(true), { signal });
    handle.addEventListener("pointercancel", () => end(false), { signal });
    addEventListener("keydown", ({ key }) => key === "Escape" && end(false), { signal });
  });
};
