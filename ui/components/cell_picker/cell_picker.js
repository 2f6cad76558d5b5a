// A grid to pick a cell from, by a click or by arrow keys and Enter; every pick is reported, also of the same cell again.
// Where the cells are too small to hit, it zooms as the step card does.

/** @import { Mounted } from "../shared/elements.js" */
/** @import { Cell } from "../shared/sources.js" */
/** @import { CellPickerData } from "../shared/wire.js" */

import { decoded } from "../shared/arrays.js";
import { grayColor, paletteOf, signedColor } from "../shared/colors.js";
import { partOf } from "../shared/elements.js";
import { Grid } from "../shared/grids.js";
import { Lens } from "../shared/lens.js";
import { cellBeside } from "../shared/moves.js";
import { eventPart, focusedBeside } from "../shared/nodes.js";
import { written } from "../shared/numbers.js";
import { channelOf, sized } from "../shared/sources.js";

const LEAST_FRAME = 9; // pixels; around a smaller cell the frame would hide it
const CLICKED_UP_TO = 9; // pixels; what is dragged farther picks nothing

/**
 * A new grid, and its zoom.
 * @param {CellPickerData} data
 */
const viewOf = ({ grid: { title, values, look, valueRange } }) => {
  const color = look === "picture" ? grayColor(...valueRange) : signedColor(valueRange[1]);
  const source = channelOf(decoded(values), 0, color);
  const grid = new Grid(title, sized(source), source, { maxWidth: 300, maxHeight: 320, big: true });
  return { grid, lens: new Lens([grid]) };
};

class Picker {
  /** @type {Cell} */
  cursor = [0, 0];

  ring = document.createElement("i"); // around it

  /**
   * @param {HTMLElement} root
   * @param {CellPickerData} data
   */
  constructor(root, data) {
    /** @type {(cell: Cell) => void} */
    this.report = () => {};
    this.root = root;
    this.data = data;
    this.view = viewOf(data);
    this.field = partOf(root, ".field", HTMLElement);
    this.at = partOf(root, ".at", HTMLElement);
    this.zoom = partOf(root, ".zoom", HTMLElement);
    this.zoom.onclick = (event) => {
      if (this.view.lens.press(eventPart(event, "button")?.dataset.key ?? "")) this.draw();
    };
    this.field.onkeydown = (event) => this.press(event);
    this.field.onfocus = () => this.tell(this.cursor);
    this.show(data, true);
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(root);
  }

  /**
   * Take what Python says; whether it is another grid than before.
   * @param {CellPickerData} data
   */
  follow(data) {
    const { grid, lens } = this.view;
    const before = this.data;
    this.data = data;
    this.view = viewOf(data);
    const isNew = data.grid.id !== before.grid.id || sized(grid) !== sized(this.view.grid);
    if (isNew) this.cursor = [0, 0];
    else this.view.lens.place = lens.place;
    this.show(data, String(data.picked) !== String(before.picked));
  }

  /**
   * Put the grid on the page.
   * @param {CellPickerData} data
   * @param {boolean} isPicked whether another cell is picked than before
   */
  show({ picked, grid: { title } }, isPicked) {
    const { grid, lens } = this.view;
    if (picked && isPicked) this.cursor = picked;
    grid.outline.after(this.ring);
    lens.listen((element, type, action) => element.addEventListener(type, action, { passive: false }), () => this.draw());
    grid.canvas.onclick = (event) => lens.dragged > CLICKED_UP_TO || this.pick(grid.cellAt(event));
    grid.canvas.addEventListener("pointermove", (event) => this.tell(grid.cellAt(event)));
    grid.canvas.onpointerleave = () => this.tell(null);
    this.field.setAttribute("aria-label", `${title}, ${sized(grid)}. Arrow keys move, Enter changes the cell.`);
    this.field.replaceChildren(grid.figure);
    this.draw();
    this.tell(focusedBeside(this.root) === this.field ? this.cursor : null);
  }

  draw() {
    if (!this.root.clientWidth) return;
    const { grid, lens } = this.view;
    const { picked } = this.data;
    grid.fit(this.root.clientWidth - 8, 1);
    grid.framed = picked ? [...picked, 1, 1] : [0, 0, grid.rows, grid.columns]; // what the buttons zoom around
    lens.fit(this.zoom);
    grid.draw(paletteOf(this.root));
    grid.describe(grid.title);
    if (picked) this.surround(grid.outline, picked);
    this.surround(this.ring, this.cursor);
    this.ring.style.display = "";
  }

  /**
   * Put a frame around a cell, with some room where the cell itself is tiny.
   * @param {HTMLElement} frame
   * @param {Cell} place
   */
  surround(frame, [row, column]) {
    const { cell, pitch, corner } = this.view.grid;
    const extra = Math.max(3, (LEAST_FRAME - cell) / 2 + 3);
    const size = `${cell + 2 * extra}px`;
    const place = { left: `${column * pitch - corner.x - extra}px`, top: `${row * pitch - corner.y - extra}px` };
    Object.assign(frame.style, { ...place, width: size, height: size, display: "block" });
  }

  /**
   * Say where the pointer or the keyboard stands; without a place, what is picked.
   * @param {Cell | null} place
   */
  tell(place) {
    const { grid } = this.view;
    const line = place ? `${grid.where(...place)}: ${written(grid.value(...place))}` : this.data.chosen;
    if (this.at.textContent !== line) this.at.textContent = line;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { grid, lens } = this.view;
    grid.framed = [...this.cursor, 1, 1];
    const next = cellBeside(event.key, this.cursor, grid);
    if (next) {
      this.cursor = next;
      grid.framed = [...next, 1, 1];
      lens.follow();
      this.draw();
      this.tell(next);
    } else if (event.key === "Enter" || event.key === " ") this.pick(this.cursor);
    else if (lens.press(event.key)) this.draw();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Cell} cell */
  pick(cell) {
    this.cursor = cell;
    this.report(cell);
  }
}

/** @type {WeakMap<HTMLElement, Picker>} */
const pickers = new WeakMap(); // those on the page

/** @param {Mounted<CellPickerData>} mounted */
export default function ({ data, parentElement, setTriggerValue }) {
  const root = partOf(parentElement, ".picker", HTMLElement);
  const old = pickers.get(root);
  const picker = old ?? new Picker(root, data);
  pickers.set(root, picker);
  picker.report = (cell) => setTriggerValue("cell", cell);
  old?.follow(data);
  return () => {
    picker.watcher.disconnect();
    pickers.delete(root);
  };
}
