// Where the cells of a grid stand on its canvas, and which of them are in view.

/** @import { Cell, Size } from "./sources.js" */

import { CELL, CELL_GAP, FINE, PHONE } from "./sizes.js";

export const READABLE = 22; // pixels; larger cells show their numbers

/**
 * The room for a grid.
 * @typedef {object} Room
 * @property {number} [maxWidth] in pixels
 * @property {number} [maxHeight] in pixels
 * @property {boolean} [big] whether its cells are larger than those of other grids
 * @property {number} [across] how many grids share the width
 */

/** @typedef {[first: number, end: number]} Range */

/** @template {Size} Kind */
export class Layout {
  // In pixels, and 0 before it was fitted.
  width = 0;
  height = 0;
  wanted = 0; // from one cell to the next, where there is room
  whole = 0; // from one cell to the next, where all are in view
  cell = 0; // across a cell
  gap = 0; // between two cells
  letters = 0; // the largest letters
  hidden = { x: 0, y: 0 }; // out of view
  corner = { x: 0, y: 0 }; // out of view, before what is in view

  /**
   * @param {Kind} source
   * @param {Room} room
   */
  constructor(source, room) {
    this.source = source;
    this.room = { maxWidth: 300, maxHeight: 420, big: false, across: 1, ...room };
  }

  get rows() {
    return this.source.rows;
  }

  get columns() {
    return this.source.columns;
  }

  get pitch() {
    return this.cell + this.gap;
  }

  /**
   * The place of a cell, counted row by row.
   * @type {(row: number, column: number) => number}
   */
  index = (row, column) => row * this.columns + column;

  /**
   * The cell under the pointer, or the nearest one.
   * @param {{ offsetX: number, offsetY: number }} event
   * @returns {Cell}
   */
  cellAt({ offsetX, offsetY }) {
    /** @type {(offset: number, count: number) => number} */
    const at = (offset, count) => Math.max(0, Math.min(count - 1, Math.floor(offset / this.pitch)));
    return [at(offsetY + this.corner.y, this.rows), at(offsetX + this.corner.x, this.columns)];
  }

  /**
   * Size the cells for a card of this width, or a `share` of that.
   * @param {number} width in pixels
   * @param {number} share
   * @param {boolean} large whether the card is shown large
   */
  fit(width, share, large = false) {
    const { maxWidth, maxHeight, big, across } = this.room;
    const scale = large ? 1.5 : 1;
    this.wanted = 2 + (width < PHONE ? 27 : CELL) * scale + (big && !large ? 8 : 0);
    this.letters = 13 * scale;
    const most = Math.min(maxWidth, width / across - (across > 1 ? 12 : 4));
    const exact = Math.min(most / this.columns, maxHeight / this.rows, this.wanted) * share;
    this.whole = exact < 2 ? exact : Math.floor(exact); // a large grid may need cells finer than a pixel
    this.look(1, 0, 0);
    [this.width, this.height] = [this.columns, this.rows].map((count) => count * this.pitch - this.gap);
  }

  /**
   * Bring a part into view.
   * @param {number} zoom how many times as large
   * @param {number} x from 0 to 1, how far across
   * @param {number} y from 0 to 1, how far down
   */
  look(zoom, x, y) {
    const exact = Math.min(this.whole * zoom, Math.max(this.whole, this.wanted));
    const pitch = exact < FINE ? exact : Math.floor(exact);
    this.gap = pitch < FINE + CELL_GAP ? 0 : CELL_GAP;
    this.cell = Math.max(0.5, pitch - this.gap);
    /** @type {(count: number, room: number) => number} */
    const hidden = (count, room) => (zoom > 1 ? Math.max(0, count * pitch - this.gap - room) : 0);
    this.hidden = { x: hidden(this.columns, this.width), y: hidden(this.rows, this.height) };
    this.corner = { x: Math.round(x * this.hidden.x), y: Math.round(y * this.hidden.y) };
  }

  /**
   * The rows and the columns in view.
   * @returns {[rows: Range, columns: Range]}
   */
  inView() {
    const { corner, pitch } = this;
    /** @type {(first: number, room: number, count: number) => Range} */
    const range = (first, room, count) => [Math.floor(first / pitch), Math.min(count, Math.ceil((first + room) / pitch))];
    return [range(corner.y, this.height, this.rows), range(corner.x, this.width, this.columns)];
  }

  /**
   * Visit each cell in view; x and y are the pixels of its corner on the canvas.
   * @param {(row: number, column: number, x: number, y: number) => void} visit
   */
  visit(visit) {
    const { corner, pitch } = this;
    const [[top, bottom], [left, right]] = this.inView();
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) visit(row, column, column * pitch - corner.x, row * pitch - corner.y);
    }
  }
}
