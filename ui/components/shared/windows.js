// What slides: a window over an input, and what each of the pixels feeds.

/** @import { Coloring, Palette } from "./colors.js" */
/** @import { Grid } from "./grids.js" */
/** @import { InputSource } from "./inputs.js" */
/** @import { Source, Test } from "./sources.js" */

import { toCome } from "./maps.js";
import { cellsFrom, counted } from "./numbers.js";
import { FINE } from "./sizes.js";
import { cellOf, sized, sourceOf } from "./sources.js";

/**
 * How a window slides along the rows, or along the columns.
 * @typedef {[size: number, stride: number, dilation: number]} Axis
 */

/**
 * What a pixel of a grid feeds.
 * @typedef {object} Field
 * @property {Grid} grid
 * @property {(row: number, column: number, step: number) => number} stepAt the step nearest to `step` that uses a pixel, or NaN
 * @property {(row: number, column: number, palette: Palette, shown: number) => string} show draws it, and says how much it is
 */

/**
 * The axes of a window, each of its settings given for rows and for columns.
 * @type {(size: number[], stride: number[], dilation?: number[]) => Axis[]}
 */
export const axesOf = (size, stride, dilation = [1, 1]) => size.map((lines, axis) => [lines, stride[axis], dilation[axis]]);

/**
 * The lines under a window at a stop.
 * @type {(stop: number, axis: Axis) => number[]}
 */
export const linesAt = (stop, [size, stride, dilation]) => cellsFrom(stop * stride, size, dilation);

/**
 * The stops, of so many, at which a line is under the window.
 * @type {(line: number, count: number, axis: Axis) => number[]}
 */
const stopsOver = (line, count, axis) => cellsFrom(0, count).filter((stop) => linesAt(stop, axis).includes(line));

/**
 * The nearest of some stops, or NaN where there are none.
 * @type {(stops: number[], to: number) => number}
 */
const nearest = (stops, to) => stops.toSorted((a, b) => Math.abs(a - to) - Math.abs(b - to))[0] ?? NaN;

/**
 * Outline what reaches from the first to the last of some rows and columns.
 * @type {(grid: Grid, rows: number[], columns: number[]) => void}
 */
const frameLines = (grid, rows, columns) => {
  const [height, width] = [rows, columns].map((lines) => Math.max(...lines) - lines[0] + 1);
  grid.frame(rows[0], columns[0], height, width);
};

/**
 * A window that slides over an image; each of its stops makes a cell of a map.
 * @param {Grid<InputSource>} image
 * @param {Grid} map
 * @param {Axis[]} axes of the rows and of the columns
 */
export const sweepOf = (image, map, axes) => {
  const { source } = image;
  /** @type {number[][]} */
  let [rows, columns] = [[], []]; // under the window

  /**
   * The rows and the columns of the map that a pixel feeds.
   * @type {(row: number, column: number) => number[][]}
   */
  const fed = (row, column) => [stopsOver(row, map.rows, axes[0]), stopsOver(column, map.columns, axes[1])];

  /** @type {Field["stepAt"]} */
  const stepAt = (row, column, step) => {
    const now = cellOf(step, map.columns);
    const [stopRow, stopColumn] = fed(row, column).map((stops, axis) => nearest(stops, now[axis]));
    return stopRow * map.columns + stopColumn;
  };

  /** @type {Field["show"]} */
  const show = (row, column, palette, shown) => {
    const [stopRows, stopColumns] = fed(row, column);
    const count = stopRows.length * stopColumns.length;
    /** @type {Test} */
    const isFed = (r, c) => stopRows.includes(r) && stopColumns.includes(c);
    image.draw(palette, { dim: (r, c) => r !== row || c !== column, hatch: source.isUnused });
    image.frame(row, column, 1, 1);
    map.draw(palette, { dim: (r, c) => !isFed(r, c), blank: toCome(map, shown), mark: map.cell >= FINE && isFed });
    map.unframe();
    if (count && map.cell < FINE) frameLines(map, stopRows, stopColumns);
    const name = source.isPadding(row, column) ? "cell of padding" : source.noun;
    const of = `of the ${counted(map.rows * map.columns, "cell")}.`;
    return count ? `This ${name} feeds <b>${count}</b> ${of}` : `No window reaches this ${name}: it feeds none ${of}`;
  };

  return {
    /** @type {Field} */
    field: { grid: image, stepAt, show },
    /**
     * One channel of what is under the window.
     * @param {number} channel
     * @param {Coloring} color
     */
    window: (channel, color) =>
      sourceOf(axes[0][0], axes[1][0], (row, column) => source.at(channel, rows[row], columns[column]), color),
    /**
     * Draw the window of a step on the image.
     * @param {number} step
     * @param {Palette} palette
     * @param {Test | false} mark which cells under the window are marked
     */
    moveTo: (step, palette, mark = false) => {
      [rows, columns] = cellOf(step, map.columns).map((stop, axis) => linesAt(stop, axes[axis]));
      /** @type {Test} */
      const inside = (row, column) => rows.includes(row) && columns.includes(column);
      image.draw(palette, { dim: (r, c) => !inside(r, c), hatch: source.isUnused, mark: mark && ((r, c) => inside(r, c) && mark(r, c)) });
      frameLines(image, rows, columns);
      image.describe(`${image.title}, ${sized(image)}, window at ${image.where(rows[0], columns[0])}`);
    },
  };
};
