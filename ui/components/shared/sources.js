// What a grid shows: numbers in rows and columns.

/** @import { Unpacked } from "./arrays.js" */
/** @import { Color, Coloring, Palette } from "./colors.js" */

import { cellsFrom } from "./numbers.js";

/** @typedef {[row: number, column: number]} Cell */

/**
 * Whether a cell is of some kind.
 * @typedef {(row: number, column: number) => boolean} Test
 */

/**
 * The numbers and colors of cells.
 * @typedef {object} Source
 * @property {number} rows
 * @property {number} columns
 * @property {boolean} [steady] whether it always stays the same
 * @property {(row: number, column: number) => number} value of a cell; NaN where it has several numbers, or none
 * @property {(row: number, column: number) => number[]} [values] of a cell, where not each has one
 * @property {(row: number, column: number, palette: Palette) => Color} color
 * @property {(row: number, column: number) => string} [where] what a cell is called, where not by its row and column
 * @property {(numbers: number[]) => (value: number) => string} [writer] of numbers that stand side by side
 */

/** @typedef {{ rows: number, columns: number }} Size */

/**
 * One number in a cell.
 * @param {number} rows
 * @param {number} columns
 * @param {Source["value"]} value
 * @param {Coloring} color
 * @param {boolean} [steady]
 * @returns {Source}
 */
export const sourceOf = (rows, columns, value, color, steady) =>
  ({ rows, columns, value, steady, color: (row, column, palette) => color(value(row, column), palette) });

/**
 * A channel of an array of (channels, rows, columns) or (rows, columns).
 * @param {Unpacked} array
 * @param {number} channel
 * @param {Coloring} color
 */
export const channelOf = ({ numbers, shape }, channel, color) => {
  const [rows, columns] = shape.slice(-2);
  return sourceOf(rows, columns, (row, column) => numbers[(channel * rows + row) * columns + column], color, true);
};

/** @type {(size: Size) => string} */
export const sized = ({ rows, columns }) => `${rows} × ${columns}`;

/**
 * Row and column of a place, counted row by row.
 * @type {(place: number, columns: number) => Cell}
 */
export const cellOf = (place, columns) => [Math.floor(place / columns), place % columns];

/**
 * What each cell gives, line by line.
 * @template Given
 * @param {Size} size
 * @param {(row: number, column: number) => Given} at
 * @returns {Given[][]}
 */
export const linesOf = ({ rows, columns }, at) => cellsFrom(0, rows).map((row) => cellsFrom(0, columns).map((column) => at(row, column)));
