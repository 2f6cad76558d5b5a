// Moving over a grid with arrow keys.

/** @import { Cell, Size } from "./sources.js" */

/** @type {Record<string, [down: number, right: number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * The cell that an arrow key leads to: the same one at the edge; null for another key.
 * @param {string} key
 * @param {Cell} cell
 * @param {Size} size of the grid
 * @returns {Cell | null}
 */
export const cellBeside = (key, [row, column], { rows, columns }) => {
  if (!(key in MOVES)) return null;
  const [down, right] = MOVES[key];
  /** @type {(place: number, count: number) => number} */
  const within = (place, count) => Math.max(0, Math.min(count - 1, place));
  return [within(row + down, rows), within(column + right, columns)];
};
