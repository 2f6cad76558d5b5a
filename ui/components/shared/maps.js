// Grids over maps, which fill up step by step.

/** @import { MapGrid } from "./wire.js" */
/** @import { Palette } from "./colors.js" */
/** @import { Room } from "./layout.js" */
/** @import { Size, Test } from "./sources.js" */

import { decoded } from "./arrays.js";
import { signedColor } from "./colors.js";
import { Grid } from "./grids.js";
import { written } from "./numbers.js";
import { cellOf, channelOf, linesOf, sized } from "./sources.js";

/** @type {(map: MapGrid, room?: Room) => Grid} */
export const mapGrid = (map, room) => {
  const source = channelOf(decoded(map.numbers), 0, signedColor(map.limit));
  return new Grid(map.title, sized(source), source, room);
};

/**
 * What a grid is, and where it now is.
 * @type {(grid: Grid, row: number, column: number) => string}
 */
export const nowAt = (grid, row, column) => `${grid.title}, ${sized(grid)}, now at ${grid.where(row, column)}: ${written(grid.value(row, column))}`;

/**
 * The cells that are filled later than the step `shown`, but for that of `step`.
 * @type {(size: Size, shown: number, step?: number) => Test | false}
 */
export const toCome = ({ columns }, shown, step) => shown < Infinity && ((r, c) => r * columns + c > shown && r * columns + c !== step);

/**
 * Draw the map as far as a step, and outline the cell of the step.
 * @type {(map: Grid, step: number, palette: Palette, shown: number) => void}
 */
export const fillMap = (map, step, palette, shown) => {
  const [row, column] = cellOf(step, map.columns);
  map.draw(palette, { blank: toCome(map, shown, step) });
  map.frame(row, column, 1, 1);
  map.describe(nowAt(map, row, column));
};

/**
 * Which step it is, and where.
 * @type {(map: Grid, step: number, noun?: string) => string}
 */
export const stopAt = (map, step, noun = "stop") => {
  const [row, column] = cellOf(step, map.columns);
  return `${noun} ${step + 1} of ${map.rows * map.columns} · ${map.where(row, column)}`;
};

/**
 * The numbers of a grid in words, line by line.
 * @type {(grid: Grid) => string}
 */
export const inWords = (grid) =>
  `${grid.title}: ${linesOf(grid, (row, column) => written(grid.value(row, column))).map((line) => line.join(" ")).join(" / ")}`;
