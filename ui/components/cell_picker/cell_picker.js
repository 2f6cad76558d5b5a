// A grid to pick a cell from, by a click or by arrow keys and Enter; every pick is reported, also of the same cell again.
// Where the cells are too small to hit, it zooms as the step card does.

import { written } from "../shared/numbers.js";
import { decoded } from "../shared/arrays.js";
import { paletteOf, signedColor, grayColor } from "../shared/colors.js";
import { Grid } from "../shared/grids.js";
import { channelOf, sized } from "../shared/sources.js";
import { Lens } from "../shared/lens.js";

const LEAST_FRAME = 9; // pixels; around a smaller cell the frame would hide it
const pickers = new WeakMap();

class Picker {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector(".field");
    this.zoom = root.querySelector(".zoom");
    this.zoom.onclick = ({ target }) => this.lens.press(target.closest("button")?.dataset.key) && this.draw();
    this.ring = document.createElement("i");
    this.cursor = [0, 0];
    this.field.onkeydown = (event) => this.press(event);
    this.field.onfocus = () => this.tell(...this.cursor);
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(root);
  }

  show(data) {
    const { picked, chosen } = data;
    const { id, title, values, look, valueRange } = data.grid;
    const source = channelOf(decoded(values), 0, look === "picture" ? grayColor(...valueRange) : signedColor(valueRange[1]));
    const place = `${id} ${source.rows} ${source.columns}`;
    const isNew = place !== this.place;
    if (isNew) this.cursor = [0, 0];
    this.place = place;
    if (picked && String(picked) !== String(this.picked)) this.cursor = picked;
    this.picked = picked;
    this.chosen = chosen;
    this.grid = new Grid(title, sized(source), source, { maxWidth: 300, maxHeight: 320, big: true });
    this.grid.outline.after(this.ring);
    const lens = new Lens([this.grid]);
    if (!isNew) lens.place = this.lens.place;
    this.lens = lens;
    lens.listen((canvas, type, action) => canvas.addEventListener(type, action, { passive: false }), () => this.draw());
    this.grid.canvas.onclick = (event) => lens.dragged > 9 || this.pick(...this.grid.cellAt(event));
    this.grid.canvas.addEventListener("pointermove", (event) => this.tell(...this.grid.cellAt(event)));
    this.grid.canvas.onpointerleave = () => this.tell();
    this.field.setAttribute("aria-label", `${title}, ${sized(source)}. Arrow keys move, Enter changes the cell.`);
    this.field.replaceChildren(this.grid.figure);
    this.draw();
    this.tell(...(this.root.getRootNode().activeElement === this.field ? this.cursor : []));
  }

  draw() {
    if (!this.grid || !this.root.clientWidth) return;
    const { grid } = this;
    grid.fit(this.root.clientWidth - 8, 1);
    grid.framed = this.picked ? [...this.picked, 1, 1] : [0, 0, grid.rows, grid.columns]; // what the buttons zoom around
    this.lens.fit(this.zoom);
    grid.draw(paletteOf(this.root));
    grid.describe(grid.title);
    if (this.picked) this.surround(grid.outline, ...this.picked);
    this.surround(this.ring, ...this.cursor);
    this.ring.style.display = "";
  }

  // Put a frame around a cell, with some room where the cell itself is tiny.
  surround(frame, row, column) {
    const { cell, pitch, corner } = this.grid;
    const extra = Math.max(3, (LEAST_FRAME - cell) / 2 + 3);
    const size = `${cell + 2 * extra}px`;
    const place = { left: `${column * pitch - corner.x - extra}px`, top: `${row * pitch - corner.y - extra}px` };
    Object.assign(frame.style, { ...place, width: size, height: size, display: "block" });
  }

  // Say where the pointer or the keyboard stands; without a place, what is picked.
  tell(row, column) {
    const line = row === undefined ? this.chosen : `row ${row}, column ${column}: ${written(this.grid.value(row, column))}`;
    const box = this.root.querySelector(".at");
    if (box.textContent !== line) box.textContent = line;
  }

  press(event) {
    this.grid.framed = [...this.cursor, 1, 1];
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key in moves) {
      const [down, right] = moves[event.key];
      const within = (place, count) => Math.max(0, Math.min(count - 1, place));
      this.cursor = [within(this.cursor[0] + down, this.grid.rows), within(this.cursor[1] + right, this.grid.columns)];
      this.grid.framed = [...this.cursor, 1, 1];
      this.lens.follow();
      this.draw();
      this.tell(...this.cursor);
    } else if (event.key === "Enter" || event.key === " ") this.pick(...this.cursor);
    else if (this.lens.press(event.key)) this.draw();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pick(row, column) {
    this.cursor = [row, column];
    this.report([row, column]);
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".picker");
  if (!pickers.has(root)) pickers.set(root, new Picker(root));
  const picker = pickers.get(root);
  picker.report = (cell) => setTriggerValue("cell", cell);
  picker.show(data);
  return () => {
    picker.watcher.disconnect();
    pickers.delete(root);
  };
}
