// What a window slides over: an image or a map, with its padding.

/** @import { Coloring } from "./colors.js" */
/** @import { Source, Test } from "./sources.js" */
/** @import { MapGrid, PictureGrid } from "./wire.js" */

import { decoded } from "./arrays.js";
import { grayColor, signedColor } from "./colors.js";
import { cellsFrom } from "./numbers.js";

/**
 * What an input has besides: the number of a channel in a cell, and what its cells are.
 * @typedef {object} Padded
 * @property {(channel: number, row: number, column: number) => number} at
 * @property {string} noun
 * @property {Test} isPadding
 * @property {Test} isUnused cells that no window reaches, or padding
 */

/** @typedef {Source & Padded} InputSource */

/** @type {(input: PictureGrid | MapGrid) => Coloring} */
export const inputColor = (input) => (input.look === "picture" ? grayColor(...input.range) : signedColor(input.limit));

/**
 * The size of the largest number that an input can have.
 * @type {(input: PictureGrid | MapGrid) => number}
 */
export const largestIn = (input) => (input.look === "picture" ? Math.max(...input.range.map(Math.abs)) : input.limit);

/**
 * An input with its padding as one grid: gray, signed, or in color.
 * @param {PictureGrid | MapGrid} input (channels, rows, columns)
 * @param {number[]} padding on top, on the left, at the bottom, on the right
 * @returns {InputSource}
 */
export const inputSource = (input, [top, left, bottom, right] = [0, 0, 0, 0]) => {
  const { numbers, shape: [channels, height, width] } = decoded(input.numbers);
  const color = inputColor(input);
  /** @type {Test} */
  const isPadding = (row, column) => row < top || row >= top + height || column < left || column >= left + width;
  /** @type {Padded["at"]} */
  const at = (channel, row, column) => (isPadding(row, column) ? 0 : numbers[(channel * height + row - top) * width + column - left]);
  /** @type {(row: number, column: number) => number[]} */
  const values = (row, column) => cellsFrom(0, channels).map((channel) => at(channel, row, column));
  return {
    rows: height + top + bottom,
    columns: width + left + right,
    steady: true,
    noun: input.look === "picture" ? "pixel" : "cell",
    at,
    values,
    isPadding,
    isUnused: isPadding,
    value: (row, column) => (channels === 1 ? at(0, row, column) : NaN),
    color: (row, column, palette) => {
      if (isPadding(row, column)) return palette.zero;
      return channels === 3 ? values(row, column).map((value) => color(value, palette)[0]) : color(at(0, row, column), palette);
    },
  };
};

/**
 * Whether its numbers can be read where it stands.
 * @type {(source: Source) => boolean}
 */
export const isSmall = (source) => source.columns <= 9 && source.rows <= 11;
