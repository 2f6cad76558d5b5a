// Grids beside a sum: small with their cells, large as a picture.

/** @import { TrailSheet } from "../shared/wire.js" */

import { made } from "../shared/nodes.js";

/**
 * Sheets that stand beside each other, and the signs between them.
 * @typedef {(TrailSheet | string)[]} SheetRow
 */

const CELL = 34; // pixels from one cell to the next
const CELL_OF_SEVERAL = 30; // the same where grids stand side by side
const PICTURE = 104; // pixels, the longer side of a picture
const SIGN = 24; // pixels for a sign between two grids
const READABLE = 26; // pixels, the smallest pitch with a number
const SMALLEST = 11; // pixels, the letters that a grid makes room for
const LETTER = 0.6; // how wide a letter is, in its size

/**
 * The most letters in a cell.
 * @param {TrailSheet} sheet
 */
const longestOf = ({ cells }) => Math.max(...(cells ?? []).map(([text]) => text.length), 1);

/**
 * Pixels from one cell to the next in a row of sheets: as all of them fit, but with room for their numbers; then some
 * go below. 0 where none has cells.
 * @param {SheetRow} sheets
 * @param {number} room in pixels, for all of them
 */
export const pitchOf = (sheets, room) => {
  const grids = sheets.filter((sheet) => typeof sheet !== "string").filter(({ cells }) => cells);
  if (!grids.length) return 0;
  const signs = SIGN * sheets.filter((sheet) => typeof sheet === "string").length;
  const columns = Math.max(...grids.map((grid) => grid.columns));
  const beside = Math.min(sheets.length > 1 ? CELL_OF_SEVERAL : CELL, (room - signs) / grids.length / columns);
  const needed = Math.ceil(2 + SMALLEST * LETTER * Math.max(...grids.map(longestOf)));
  return Math.floor(Math.min(Math.max(beside, needed), (room - (signs && SIGN)) / columns));
};

/**
 * A frame around cells.
 * @param {string} name
 * @param {[row: number, column: number, height: number, width: number]} block
 * @param {number} pitch
 */
const boxAround = (name, [row, column, height, width], pitch) => {
  const box = made("u", name);
  Object.assign(box.style, { left: `${column * pitch - 4}px`, top: `${row * pitch - 4}px` });
  Object.assign(box.style, { width: `${width * pitch + 6}px`, height: `${height * pitch + 6}px` });
  return box;
};

/**
 * A grid of numbers. Its cells can be clicked as well, but the way for all hands is the buttons beside it.
 * @param {TrailSheet} sheet
 * @param {number} pitch
 */
const gridOf = (sheet, pitch) => {
  const longest = longestOf(sheet);
  const grid = made("div", "cells");
  grid.setAttribute("role", "img");
  grid.setAttribute("aria-label", sheet.spoken);
  grid.style.gridTemplateColumns = `repeat(${sheet.columns}, ${pitch - 2}px)`;
  grid.style.gridAutoRows = `${pitch - 2}px`;
  for (const [text, ground, ink, kind, trail] of sheet.cells ?? []) {
    const cell = made("i", kind, pitch < READABLE || kind ? "" : text);
    Object.assign(cell.style, { backgroundColor: ground, color: ink, fontSize: `${Math.min(12, (pitch - 2) / (longest * LETTER))}px` });
    if (trail !== null) cell.dataset.trail = trail;
    grid.append(cell);
  }
  if (sheet.window) grid.append(boxAround("window", sheet.window, pitch));
  if (sheet.cell) grid.append(boxAround("cell", [...sheet.cell, 1, 1], pitch));
  return grid;
};

/**
 * A large picture, small, with the window in it.
 * @param {TrailSheet} sheet
 * @param {string} picture
 */
const pictureOf = ({ spoken, window, rows, columns }, picture) => {
  const pitch = PICTURE / Math.max(rows, columns);
  const frame = made("div", "picture");
  const image = Object.assign(made("img"), { src: picture, alt: spoken });
  Object.assign(image.style, { width: `${columns * pitch}px`, height: `${rows * pitch}px` });
  frame.append(image);
  if (window) frame.append(boxAround("window", window, pitch));
  return frame;
};

/**
 * @param {TrailSheet} sheet
 * @param {number} pitch
 */
const sheetOf = (sheet, pitch) => {
  const figure = made("figure");
  const caption = made("figcaption");
  caption.append(made("b", "", sheet.title), made("span", "", sheet.note));
  figure.append(caption, sheet.picture ? pictureOf(sheet, sheet.picture) : gridOf(sheet, pitch));
  return figure;
};

/**
 * Sheets beside each other, or below where there is no room; a sign stays with the sheet after it.
 * @param {SheetRow} sheets
 * @param {number} pitch
 */
export const rowOf = (sheets, pitch) => {
  const box = made("div", "row");
  let sign = "";
  for (const sheet of sheets) {
    if (typeof sheet === "string") {
      sign = sheet;
      continue;
    }
    const part = made("div", "part");
    if (sign) part.append(made("span", "sign", sign));
    part.append(sheetOf(sheet, pitch));
    box.append(part);
    sign = "";
  }
  return box;
};
