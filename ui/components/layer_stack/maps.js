// Small pictures of maps: a byte a number on one scale for the layer, 255 where there is none.

/** @import { StackMaps, StackPicture } from "../shared/wire.js" */

import { penOf } from "../shared/elements.js";

export const BESIDE = 44; // pixels, the longer side of the image beside its row; maps keep its scale, so that they shrink as sizes do
export const LEAST = 5; // pixels, the shorter side of a map
const SMALLEST = 14; // pixels, the longer side of a map
const THINNEST = 12; // pixels, the height of a vector
const LARGEST_CELL = 24; // pixels
const TALLEST = 120; // pixels, of a vector in many lines

/**
 * Red, green and blue, from 0 to 255.
 * @typedef {ArrayLike<number>} Levels
 */

/** @type {(text: string) => Uint8Array} */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/**
 * The levels of a # with six digits.
 * @type {(color: string) => number[]}
 */
const partsOfColor = (color) => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));

/**
 * The colors of all levels, from the three of the scale.
 * @type {(colors: string[]) => Levels[]}
 */
export const scaleOf = (colors) => {
  const [negative, zero, positive] = colors.map(partsOfColor);
  return Array.from({ length: 255 }, (_, level) => {
    const share = Math.abs(level - 127) / 127;
    return zero.map((part, i) => Math.round(part + ((level < 127 ? negative : positive)[i] - part) * share));
  });
};

/**
 * A canvas with a pixel a cell; what has no color stays empty.
 * @param {number} rows
 * @param {number} columns
 * @param {(cell: number) => Levels | undefined} colorAt
 */
const canvasOf = (rows, columns, colorAt) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  const pen = penOf(canvas);
  const picture = pen.createImageData(columns, rows);
  for (let cell = 0; cell < rows * columns; cell++) {
    const color = colorAt(cell);
    if (!color) continue;
    picture.data.set(color, 4 * cell);
    picture.data[4 * cell + 3] = 255;
  }
  pen.putImageData(picture, 0, 0);
  return canvas;
};

/** @type {(canvas: HTMLCanvasElement, width: number, height: number) => HTMLCanvasElement} */
const stretched = (canvas, width, height) => {
  Object.assign(canvas.style, { width: `${Math.max(LEAST, width)}px`, height: `${Math.max(LEAST, height)}px` });
  return canvas;
};

/**
 * The image: gray or in its colors.
 * @param {StackPicture} picture
 */
export const imageCanvas = ({ bytes, rows, columns, colors, down, across }) => {
  const levels = bytesOf(bytes);
  /** @type {(cell: number) => Levels} */
  const colorAt = (cell) => (colors === 3 ? levels.subarray(3 * cell, 3 * cell + 3) : Array(3).fill(levels[cell]));
  const unit = BESIDE / Math.max(down, across);
  return stretched(canvasOf(rows, columns, colorAt), across * unit, down * unit);
};

/**
 * The maps of a layer, or its vector, `unit` pixels a number.
 * @param {StackMaps} maps
 * @param {Levels[]} scale
 * @param {number} unit
 */
export const mapCanvases = (maps, scale, unit) => {
  const levels = bytesOf(maps.bytes);
  const size = maps.rows * maps.columns;
  return Array.from({ length: maps.shown }, (_, number) => {
    const canvas = canvasOf(maps.rows, maps.columns, (cell) => scale[levels[number * size + cell]]);
    return stretched(canvas, maps.across * unit, maps.vector ? Math.max(THINNEST, maps.down * unit) : maps.down * unit);
  });
};

/**
 * Whole pixels a number, where that makes little difference.
 * @type {(unit: number) => number}
 */
const wholeUnit = (unit) => (unit > 3 ? Math.floor(unit) : unit);

/** @typedef {{ down: number, across: number }} Extent */

/** @type {(extent: Extent) => number} */
const longer = ({ down, across }) => Math.max(down, across);

/** @type {(extent: Extent, room: number, tallest: number) => number} */
const vectorUnit = ({ down, across }, room, tallest) => wholeUnit(Math.min(down === 1 ? 12 : 6, room / across, tallest / down));

/**
 * Pixels a number in the row of a layer.
 * @type {(maps: Extent & { vector: number }, image: Extent, room: number) => number}
 */
export const unitBeside = (maps, image, room) =>
  maps.vector ? vectorUnit(maps, room, BESIDE) : Math.max(BESIDE / longer(image), SMALLEST / longer(maps));

/**
 * The same under the row in focus, where there is room for larger ones if they are few.
 * @type {(maps: Extent & { vector: number, of: number }, room: number) => number}
 */
export const unitUnder = (maps, room) =>
  maps.vector ? vectorUnit(maps, room, TALLEST) : wholeUnit(Math.min(LARGEST_CELL, (maps.of <= 4 ? 170 : 66) / longer(maps)));
