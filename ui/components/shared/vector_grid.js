// Vectors: grids in which a row of numbers breaks into shorter rows where there is little room.

/** @import { Color, Palette } from "./colors.js" */
/** @import { Room } from "./layout.js" */
/** @import { Source } from "./sources.js" */

import { Grid } from "./grids.js";
import { PHONE } from "./sizes.js";
import { cellOf } from "./sources.js";

const LETTER = 8; // pixels, the width of a letter of a name

/**
 * A vector of `count` places, in pieces of `per`. Places past the last number stay empty.
 * @typedef {object} Vector
 * @property {number} count
 * @property {number} per
 * @property {boolean} [parted] whether there is a line between the pieces
 * @property {string[]} [names] above the numbers
 * @property {(place: number) => number | undefined} value
 * @property {(place: number, palette: Palette) => Color} color
 * @property {(place: number) => string} where
 * @property {Source["writer"]} [writer]
 */

/**
 * Whether a place is of some kind.
 * @typedef {(place: number) => boolean} PlaceTest
 */

/** @type {(vector: Vector) => Source} */
const inRows = (vector) => {
  /** @type {(row: number, column: number) => number} */
  const place = (row, column) => row * source.columns + column;
  /** @type {Source} */
  const source = {
    rows: 1,
    columns: vector.count,
    writer: vector.writer,
    value: (row, column) => vector.value(place(row, column)) ?? NaN,
    values: (row, column) => [vector.value(place(row, column))].filter((value) => value !== undefined),
    color: (row, column, palette) => vector.color(place(row, column), palette),
    where: (row, column) => vector.where(place(row, column)),
  };
  return source;
};

export class VectorGrid extends Grid {
  /** @type {HTMLElement | undefined} */
  names; // above the numbers

  /**
   * @param {string} title
   * @param {string} note beside the title
   * @param {Vector} vector
   * @param {Room} [room]
   */
  constructor(title, note, vector, room) {
    super(title, note, inRows(vector), { maxWidth: 1100, ...room });
    this.vector = vector;
    if (!vector.names) return;
    this.names = document.createElement("div");
    this.names.className = "names";
    this.names.setAttribute("aria-hidden", "true");
    this.names.append(...vector.names.map((name) => Object.assign(document.createElement("span"), { textContent: name })));
    this.canvas.parentElement?.before(this.names);
  }

  /**
   * Put as many whole pieces in a row as fit with readable numbers, else eight numbers.
   * @type {Grid["fit"]}
   */
  fit(width, share, large) {
    const { count, per, names } = this.vector;
    const pieces = count / per;
    const lengths = Array.from({ length: pieces }, (_, i) => pieces - i).filter((n) => pieces % n === 0).map((n) => n * per);
    const columns = lengths.find((length) => (width - 44) / length >= (large ? 44 : 29)) ?? Math.min(count, count === 10 ? 10 : 8);
    Object.assign(this.source, { columns, rows: Math.ceil(count / columns) });
    super.fit(width < PHONE ? width : width - 44, share, large);
    if (!this.names || !names) return;
    const longest = Math.max(...names.map((name) => name.length));
    const fits = longest * LETTER * (large ? 1.5 : 1) <= this.pitch;
    // Names too long for their cells follow one another; the one of this step is colored.
    this.names.style.gridTemplateColumns = fits ? `repeat(${columns}, ${this.pitch}px)` : `repeat(${count}, max-content)`;
    this.names.style.columnGap = fits ? "" : "12px";
  }

  /**
   * Draw the vector; the tests say which places are dimmed or left blank.
   * @param {Palette} palette
   * @param {{ dim?: PlaceTest | false, blank?: PlaceTest | false }} special
   */
  drawPlaces(palette, { dim, blank } = {}) {
    this.draw(palette, {
      dim: dim && ((row, column) => dim(this.index(row, column))),
      blank: blank && ((row, column) => blank(this.index(row, column))),
    });
    const { pen, cell, gap, pitch, vector } = this;
    for (let place = 0; place < this.rows * this.columns; place++) {
      const [y, x] = cellOf(place, this.columns).map((line) => line * pitch);
      if (vector.value(place) === undefined) pen.clearRect(x, y, pitch, pitch);
      pen.fillStyle = palette.ink;
      if (vector.parted && x && place % vector.per === 0) pen.fillRect(x - gap, y, gap, cell);
    }
  }

  /**
   * Outline a place.
   * @param {number} place
   */
  frameAt(place) {
    this.frame(...cellOf(place, this.columns), 1, 1);
    if (this.names) [...this.names.children].forEach((name, i) => name.classList.toggle("now", i === place));
  }
}
