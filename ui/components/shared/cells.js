// One cell on a canvas: its fill with its numbers, its edge, its hatching.

/** @import { Color, Palette } from "./colors.js" */

import { wantsWhite } from "./colors.js";
import { CELL_CORNER } from "./sizes.js";

/**
 * Where a cell is, and how large, in pixels.
 * @typedef {{ x: number, y: number, size: number }} Square
 */

/** @type {(pen: CanvasRenderingContext2D, square: Square) => void} */
const outlineCell = (pen, { x, y, size }) => {
  pen.beginPath();
  pen.roundRect(x, y, size, size, Math.min(CELL_CORNER, size / 5));
};

/**
 * Fill a cell, and write in it, one line below the other.
 * @param {CanvasRenderingContext2D} pen
 * @param {Square} square
 * @param {Color} color
 * @param {Palette} palette with the ink
 * @param {string[]} lines
 * @param {number} letter in pixels, the size of the letters
 */
export const fillCell = (pen, square, color, palette, lines, letter) => {
  const { x, y, size } = square;
  pen.fillStyle = `rgb(${color})`;
  outlineCell(pen, square);
  pen.fill();
  if (!lines.length) return;
  pen.fillStyle = wantsWhite(color) ? palette.whiteInk : palette.blackInk;
  pen.font = `600 ${letter}px "Source Code Pro", ui-monospace, Menlo, Consolas, monospace`;
  Object.assign(pen, { textAlign: "center", textBaseline: "middle" });
  lines.forEach((line, i) => pen.fillText(line, x + size / 2, y + 0.5 + (size * (i + 0.5)) / lines.length));
};

/**
 * Draw the edge of a cell.
 * @param {CanvasRenderingContext2D} pen
 * @param {Square} square
 * @param {string} color
 * @param {number} width in pixels, of the line
 * @param {number} inset in pixels, how far inside
 * @param {number[]} [dashes]
 */
export const edgeCell = (pen, { x, y, size }, color, width, inset, dashes = []) => {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  outlineCell(pen, { x: x + inset, y: y + inset, size: Math.max(1, size - 2 * inset) });
  pen.setLineDash(dashes);
  pen.stroke();
  pen.setLineDash([]);
};

/**
 * Hatch a cell; leaves the pen half transparent.
 * @type {(pen: CanvasRenderingContext2D, square: Square, color: string) => void}
 */
export const hatchCell = (pen, { x, y, size }, color) => {
  pen.strokeStyle = color;
  pen.lineWidth = 1;
  pen.globalAlpha = 0.45;
  pen.beginPath();
  for (let part = size / 5; part < size * 1.1; part += size / 5) {
    pen.moveTo(x, y + part);
    pen.lineTo(x + part, y);
    pen.moveTo(x + part, y + size);
    pen.lineTo(x + size, y + part);
  }
  pen.stroke();
};
