// Grids of numbers on a canvas.

/** @import { Square } from "./cells.js" */
/** @import { Palette } from "./colors.js" */
/** @import { Room } from "./layout.js" */
/** @import { Source, Test } from "./sources.js" */

import { edgeCell, fillCell, hatchCell } from "./cells.js";
import { between } from "./colors.js";
import { partOf, penOf, sizeCanvas } from "./elements.js";
import { Layout, READABLE } from "./layout.js";
import { MINUS, settled, cellWriter, cellsFrom } from "./numbers.js";
import { DIMMED, FINE } from "./sizes.js";
import { cellOf } from "./sources.js";

/**
 * Which cells are drawn differently.
 * @typedef {{ dim?: Test | false, blank?: Test | false, hatch?: Test | false, mark?: Test | false }} Special
 */

/** @typedef {[row: number, column: number, height: number, width: number]} Block */

/**
 * A grid with its title.
 * @template {Source} [Kind=Source]
 * @extends {Layout<Kind>}
 */
export class Grid extends Layout {
  /** @type {Block | undefined} */
  framed; // the cells with an outline

  /** @type {(value: number) => string} */
  write = String; // as numbers in view are written

  letter = 0; // pixels, the size in which they are

  picture = document.createElement("canvas"); // a pixel for each cell

  /** @type {boolean | undefined} */
  ground; // whether it was painted for a dark one

  /**
   * @param {string} title
   * @param {string} note beside the title
   * @param {Kind} source
   * @param {Room} room
   */
  constructor(title, note, source, room = {}) {
    super(source, room);
    this.title = title;
    this.figure = document.createElement("figure");
    this.figure.innerHTML = '<figcaption><b></b><span></span></figcaption><div class="grid"><canvas role="img"></canvas><u></u></div>';
    this.note = partOf(this.figure, "span", HTMLElement);
    this.outline = partOf(this.figure, "u", HTMLElement);
    this.canvas = partOf(this.figure, "canvas", HTMLCanvasElement);
    this.pen = penOf(this.canvas);
    partOf(this.figure, "b", HTMLElement).textContent = title;
    this.note.textContent = note;
    this.canvas.addEventListener("pointermove", (event) => {
      const [row, column] = this.cellAt(event);
      const numbers = this.values(row, column).map(settled).join(", ").replaceAll("-", MINUS);
      this.canvas.title = numbers && `${this.where(row, column)}: ${numbers}`;
    });
  }

  /** @type {Source["value"]} */
  value(row, column) {
    return this.source.value(row, column);
  }

  /** @type {(row: number, column: number) => number[]} */
  values(row, column) {
    return this.source.values?.(row, column) ?? [this.value(row, column)];
  }

  /** @type {(row: number, column: number) => string} */
  where(row, column) {
    return this.source.where?.(row, column) ?? `row ${row}, column ${column}`;
  }

  /** @type {Layout<Kind>["fit"]} */
  fit(width, share, large) {
    super.fit(width, share, large);
    sizeCanvas(this.pen, this.width, this.height);
  }

  /** @type {Layout<Kind>["look"]} */
  look(zoom, x, y) {
    super.look(zoom, x, y);
    this.figure.classList.toggle("zoomed", zoom > 1);
  }

  /**
   * Draw the cells in view.
   * @param {Palette} palette
   * @param {Special} special
   */
  draw(palette, { dim, blank, hatch, mark } = {}) {
    const { pen, cell: size, width, height } = this;
    const fine = size < FINE;
    this.chooseLetters();
    pen.clearRect(0, 0, width, height);
    if (fine) this.drawPicture(palette, dim ? 1 - DIMMED : 1);
    if (fine && !dim && !blank && !hatch && !mark) return;
    this.visit((row, column, x, y) => {
      const square = { x, y, size };
      const isBlank = blank && blank(row, column);
      const isDim = dim && !isBlank && dim(row, column);
      if (isBlank && fine) pen.clearRect(x, y, size, size);
      else if (isBlank) edgeCell(pen, square, palette.line, 1.2, 0.6, [3, 2]);
      else if (!fine || (dim && !isDim)) this.fill(row, column, square, palette, isDim);
      if (size >= 6 && hatch && hatch(row, column)) hatchCell(pen, square, palette.soft);
      pen.globalAlpha = 1;
      if (mark && mark(row, column)) edgeCell(pen, square, palette.focus, Math.min(2.5, size / 4), 1.5);
    });
    pen.strokeStyle = palette.line;
    if (fine && blank) pen.strokeRect(0.5, 0.5, width - 1, height - 1);
  }

  /** One notation and one size of letters for all numbers in view. */
  chooseLetters() {
    const { cell } = this;
    /** @type {number[]} */
    const numbers = [];
    if (cell >= READABLE) this.visit((row, column) => numbers.push(...this.values(row, column)));
    this.write = (this.source.writer ?? cellWriter)(numbers);
    const longest = Math.max(...numbers.map((value) => this.write(value).length));
    const lines = this.values(0, 0).length;
    this.letter = Math.min(this.letters, cell * 0.36, (cell - 3) / (longest * 0.61), (cell - 2) / (lines * 1.05));
  }

  /**
   * Color a cell and write its numbers, if they can be read.
   * @param {number} row
   * @param {number} column
   * @param {Square} square
   * @param {Palette} palette
   * @param {boolean} [isDim] whether it steps back
   */
  fill(row, column, square, palette, isDim) {
    const full = this.source.color(row, column, palette);
    const color = isDim ? between(full, palette.panel, DIMMED) : full;
    const numbers = this.letter < 6.5 ? [] : this.values(row, column);
    fillCell(this.pen, square, color, palette, numbers.map(this.write), this.letter);
  }

  /**
   * All cells as one picture, which is kept where it stays the same.
   * @param {Palette} palette
   * @param {number} alpha
   */
  drawPicture(palette, alpha) {
    const { pen, cell, corner, rows, columns, source, picture } = this;
    if (!source.steady || this.ground !== palette.dark) {
      const levels = cellsFrom(0, rows * columns).flatMap((place) => [...source.color(...cellOf(place, columns), palette), 255]);
      Object.assign(picture, { width: columns, height: rows });
      penOf(picture).putImageData(new ImageData(Uint8ClampedArray.from(levels), columns), 0, 0);
      this.ground = palette.dark;
    }
    Object.assign(pen, { imageSmoothingEnabled: false, globalAlpha: alpha });
    pen.drawImage(picture, -corner.x, -corner.y, columns * cell, rows * cell);
    pen.globalAlpha = 1;
  }

  /**
   * Outline a block of cells; CSS makes it glide.
   * @param {Block} block
   */
  frame(...block) {
    this.framed = block;
    const { pitch, gap, corner } = this;
    const [row, column, height, width] = block;
    const [left, top] = [column * pitch - corner.x - 3, row * pitch - corner.y - 3];
    const size = `width: ${width * pitch - gap + 6}px; height: ${height * pitch - gap + 6}px`;
    this.outline.style.cssText = `display: block; left: ${left}px; top: ${top}px; ${size}`;
  }

  unframe() {
    this.framed = undefined;
    this.outline.style.display = "none";
  }

  /**
   * Say what is drawn to those who don't see it.
   * @param {string} sentence
   */
  describe(sentence) {
    const [rows, columns] = this.inView().map(([first, end]) => `${first} to ${end - 1}`);
    const part = this.hidden.x + this.hidden.y ? `; rows ${rows}, columns ${columns} in view` : "";
    this.canvas.ariaLabel = sentence + part;
  }
}
