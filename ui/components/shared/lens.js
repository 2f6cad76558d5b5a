// Zoom: grids too small to read all show the same part of themselves.

/** @import { Listen } from "./elements.js" */
/** @import { Grid } from "./grids.js" */

import { READABLE } from "./layout.js";

/**
 * Pixels from the left and from the top of a view.
 * @typedef {[x: number, y: number]} Point
 */

/** @type {(event: MouseEvent) => Point} */
const placeOf = ({ offsetX, offsetY }) => [offsetX, offsetY];
/** @type {(a: Point, b: Point) => number} */
const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

export class Lens {
  /** @type {Grid[]} */
  grids = []; // those that are too small to read

  /** @type {[zoom: number, x: number, y: number]} */
  place = [1, 0, 0]; // x and y from 0 to 1

  most = 1; // the largest zoom
  dragged = 0; // pixels, since the pointer was put down

  /** @param {Grid[]} grids */
  constructor(grids) {
    this.all = grids;
  }

  /**
   * After fitting: find which grids need it, and how far they zoom.
   * @param {HTMLElement} bar with its buttons
   */
  fit(bar) {
    this.grids = this.all.filter((grid) => grid.cell < READABLE);
    this.most = Math.max(1, ...this.grids.map((grid) => grid.wanted / grid.whole));
    bar.hidden = !this.grids.length;
    this.set(...this.place);
  }

  /**
   * @param {number} zoom
   * @param {number} x
   * @param {number} y
   */
  set(zoom, x, y) {
    /** @type {(share: number) => number} */
    const within = (share) => Math.max(0, Math.min(1, share || 0));
    this.place = [Math.max(1, Math.min(this.most, zoom)), within(x), within(y)];
    for (const grid of this.grids) grid.look(...this.place);
  }

  /**
   * Put what is at one point of a view at another, so many times as large.
   * @param {Grid} grid
   * @param {Point} from
   * @param {Point} to
   * @param {number} factor
   */
  bring(grid, from, to, factor = 1) {
    const { pitch, corner } = grid;
    const [zoom, x, y] = this.place;
    this.set(zoom * factor, x, y);
    /** @type {(now: number, offset: number, target: number) => number} */
    const at = (now, offset, target) => ((now + offset) * grid.pitch) / pitch - target;
    this.move(grid, at(corner.x, from[0], to[0]), at(corner.y, from[1], to[1]));
  }

  /**
   * Make this the corner of a view.
   * @param {Grid} grid
   * @param {number} x in pixels
   * @param {number} y
   */
  move(grid, x, y) {
    this.set(this.place[0], x / grid.hidden.x, y / grid.hidden.y);
  }

  /**
   * Do what a key means, around the outlined cells; whether it means anything.
   * @param {string} key
   */
  press(key) {
    const grid = this.grids.findLast((one) => one.framed) ?? this.grids[0];
    if (!grid || !["+", "=", "-", "0"].includes(key)) return false;
    const { pitch, corner, framed: [row, column, rows, columns] = [0, 0, 1, 1] } = grid;
    /** @type {Point} */
    const middle = [(column + columns / 2) * pitch - corner.x, (row + rows / 2) * pitch - corner.y];
    if (key === "0") this.set(1, 0, 0);
    else this.bring(grid, middle, middle, key === "-" ? 0.5 : 2);
    return true;
  }

  /** Bring what is outlined into view, with a cell around it; whether it had to. */
  follow() {
    const before = String(this.place);
    for (const grid of this.grids) {
      if (!grid.framed) continue;
      const { pitch, corner, framed: [row, column, rows, columns] } = grid;
      /** @type {(now: number, first: number, size: number, room: number) => number} */
      const near = (now, first, size, room) => Math.min((first - 1) * pitch, Math.max(now, (first + size + 1) * pitch - room));
      this.move(grid, near(corner.x, column, columns, grid.width), near(corner.y, row, rows, grid.height));
    }
    return before !== String(this.place);
  }

  /**
   * Drag to pan, ctrl and wheel or two fingers to zoom; a plain wheel scrolls the page.
   * @param {Listen} on
   * @param {() => void} drawSoon
   */
  listen(on, drawSoon) {
    for (const grid of this.all) {
      /** @type {Map<number, Point>} */
      const held = new Map(); // where each finger is
      const zooms = () => this.grids.includes(grid);
      on(grid.canvas, "wheel", (event) => {
        if (!event.ctrlKey || !zooms()) return;
        event.preventDefault();
        this.bring(grid, placeOf(event), placeOf(event), Math.exp(-event.deltaY / 200));
        drawSoon();
      });
      on(grid.canvas, "touchstart", (event) => event.touches[1] && zooms() && event.preventDefault()); // or the page zooms
      on(grid.canvas, "pointerdown", (event) => {
        this.dragged = 0;
        if (!zooms()) return;
        held.set(event.pointerId, placeOf(event));
        grid.canvas.setPointerCapture(event.pointerId);
      });
      on(grid.canvas, "pointermove", (event) => {
        const before = held.get(event.pointerId);
        if (!before) return;
        const now = placeOf(event);
        const other = [...held.values()].find((one) => one !== before);
        if (other) this.bring(grid, other, other, apart(now, other) / apart(before, other));
        else this.bring(grid, before, now);
        this.dragged += apart(before, now);
        held.set(event.pointerId, now);
        drawSoon();
      });
      on(grid.canvas, "lostpointercapture", (event) => held.delete(event.pointerId));
    }
  }
}
