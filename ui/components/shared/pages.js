// What flatten and dense share: a long vector, shown whole or a page at a time.

/** @import { Grid } from "./grids.js" */

import { signedColor } from "./colors.js";
import { inThousands, counted } from "./numbers.js";
import { VectorGrid } from "./vector_grid.js";

// A vector of pieces up to this long is shown whole, a longer one a page at a time.
const LONGEST_PIECE = 16;
export const PAGE = 24;

/**
 * Which places of a vector are in view at a step, and grids over them.
 * @param {number} length of the vector
 * @param {number} maps how many pieces it has
 * @param {(place: number) => number} entryAt the entry at a place of all places
 */
export const pagesOf = (length, maps, entryAt) => {
  const whole = length / maps <= LONGEST_PIECE;
  const size = whole ? length : PAGE;
  const per = whole ? length / maps : PAGE / 3;
  let start = 0;
  /**
   * The entry at a place in view, if there is one.
   * @type {(place: number) => number | undefined}
   */
  const entry = (place) => (start + place < length ? entryAt(start + place) : undefined);
  return {
    size,
    entry,
    get start() {
      return start;
    },
    /**
     * Bring the place of a step into view.
     * @param {number} step
     */
    turnTo: (step) => {
      start = Math.floor(step / size) * size;
    },
    /**
     * A grid of these, in which a place stands for the step of its entry.
     * @type {(grid: Grid) => [Grid, (row: number, column: number) => number]}
     */
    pick: (grid) => [grid, (row, column) => start + grid.index(row, column)],
    /**
     * Which part of the vector is in view.
     * @param {string} words what the places are called
     * @param {number} first the number of the first of all
     */
    note: (words, first) => (whole ? counted(length, "number")
      : `${words} ${inThousands(start + first)} to ${inThousands(Math.min(start + size, length) - 1 + first)} of ${inThousands(length)}`),
    /**
     * A grid over the places in view.
     * @param {string} title
     * @param {string} note
     * @param {ArrayLike<number>} numbers of the entries
     * @param {number} limit of the color scale
     * @param {boolean} parted whether there is a line between the pieces of a vector shown whole
     */
    grid: (title, note, numbers, limit, parted = false) => {
      /** @type {(place: number) => number | undefined} */
      const value = (place) => {
        const at = entry(place);
        return at === undefined ? undefined : numbers[at];
      };
      const color = signedColor(limit);
      return new VectorGrid(title, note, { count: size, per, parted: parted && whole, value,
        where: (place) => `entry ${inThousands(entry(place) ?? place)}`,
        color: (place, palette) => color(value(place) ?? 0, palette) });
    },
  };
};
