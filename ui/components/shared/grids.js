// Grids of numbers on a canvas.

import { MINUS, settled, written, cellWriter, cellsFrom } from "./numbers.js";

export const decoded = ({ values, dtype, shape }) => {
  const { buffer } = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  return { numbers: new { float32: Float32Array, float64: Float64Array, int32: Int32Array }[dtype](buffer), shape };
};

// Whether white letters stand out from a fill more than black ones: by its luminance, as in `ui/theme.py`.
export const wantsWhite = (fill) => {
  const [red, green, blue] = fill.map((level) => (level <= 0.04045 * 255 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < Math.sqrt(1.05 * 0.05) - 0.05;
};

// The colors of the page, for canvases: those to draw with as they are, those of fills as red, green and blue.
export const paletteOf = (element) => {
  const style = getComputedStyle(element);
  const dark = style.colorScheme === "dark";
  const color = (name) => style.getPropertyValue(name).match(/#\w+/g)[Number(dark)]; // of light-dark(…, …)
  const [line, soft, focus, ink, blackInk, whiteInk] = ["--line", "--soft", "--focus", "--ink", "--black-ink", "--white-ink"].map(color);
  const fills = ["--panel", "--zero", "--positive", "--negative", "--unknown", "--picture-black", "--picture-white"];
  const [panel, zero, positive, negative, unknown, black, white] = fills.map((name) => color(name).match(/\w\w/g).map((part) => parseInt(part, 16)));
  return { dark, line, soft, focus, ink, blackInk, whiteInk, panel, zero, positive, negative, unknown, black, white };
};

const between = (from, to, share) => from.map((level, i) => Math.round(level + (to[i] - level) * share));
export const signedColor = (limit) => (value, palette) => {
  if (Number.isNaN(value)) return palette.unknown;
  return between(palette.zero, value > 0 ? palette.positive : palette.negative, Math.min(1, Math.abs(value) / limit) || 0);
};
export const grayColor = (low, high) => (value, { black, white }) => between(black, white, Math.max(0, Math.min(1, (value - low) / (high - low))));

// Make a canvas so many pixels large, as sharp as the screen, and give its pen.
export const penOn = (canvas, width, height) => {
  const ratio = devicePixelRatio;
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  return pen;
};

// As in `ui/theme.py`.
export const PHONE = 700; // pixels; what is narrower is laid out as on a phone
export const CELL = 38; // pixels from one cell to the next, where there is room
export const CELL_GAP = 2; // pixels between two cells
export const CELL_CORNER = 4; // pixels, the radius of its corners
export const FINE = 14; // pixels; smaller cells are drawn as one picture
export const DIMMED = 0.5; // how far the fill of a cell that steps back goes toward the ground; its digits stay as they are
export const READABLE = 22; // pixels; larger cells show their numbers

// A grid with its title. `source` = {rows, columns, value(r, c), color(r, c, palette) -> [r, g, b]}; a `steady` one stays
// the same, `values(r, c)` are the numbers of a cell with several, `writer(numbers)` gives what writes them.
export class Grid {
  constructor(title, note, source, { maxWidth = 300, maxHeight = 420, big = false, across = 1 } = {}) {
    Object.assign(this, source, { title, maxWidth, maxHeight, big, across });
    this.figure = document.createElement("figure");
    this.figure.innerHTML = '<figcaption><b></b><span></span></figcaption><div class="grid"><canvas role="img"></canvas><u></u></div>';
    const part = (name) => this.figure.querySelector(name);
    const canvas = part("canvas");
    Object.assign(this, { canvas, note: part("span"), outline: part("u") });
    part("b").textContent = title;
    this.note.textContent = note;
    canvas.addEventListener("pointermove", (event) => {
      const [row, column] = this.cellAt(event);
      const numbers = this.values(row, column).map(settled).join(", ").replaceAll("-", MINUS);
      canvas.title = numbers && `${this.where(row, column)}: ${numbers}`;
    });
  }

  where(row, column) {
    return `row ${row}, column ${column}`;
  }

  index = (row, column) => row * this.columns + column;

  values(row, column) {
    return [this.value(row, column)].filter((value) => value !== undefined);
  }

  get pitch() {
    return this.cell + this.gap;
  }

  cellAt({ offsetX, offsetY }) {
    const at = (offset, count) => Math.max(0, Math.min(count - 1, Math.floor(offset / this.pitch)));
    return [at(offsetY + this.corner.y, this.rows), at(offsetX + this.corner.x, this.columns)];
  }

  // Size cells for a card of this width, or a `share` of that.
  fit(width, share, large = false) {
    const scale = large ? 1.5 : 1;
    this.wanted = 2 + (width < PHONE ? 27 : CELL) * scale + (this.big && !large ? 8 : 0);
    this.letters = 13 * scale;
    const room = Math.min(this.maxWidth, width / this.across - (this.across > 1 ? 12 : 4));
    const exact = Math.min(room / this.columns, this.maxHeight / this.rows, this.wanted) * share;
    this.whole = exact < 2 ? exact : Math.floor(exact); // a large grid may need cells finer than a pixel
    this.look(1, 0, 0);
    [this.width, this.height] = [this.columns, this.rows].map((count) => count * this.pitch - this.gap);
    this.pen = penOn(this.canvas, this.width, this.height);
  }

  // Show a part, `zoom` times as large, x and y (0 to 1) of the way across and down.
  look(zoom, x, y) {
    const exact = Math.min(this.whole * zoom, Math.max(this.whole, this.wanted));
    const pitch = exact < FINE ? exact : Math.floor(exact);
    this.gap = pitch < FINE + CELL_GAP ? 0 : CELL_GAP;
    this.cell = Math.max(0.5, pitch - this.gap);
    const hidden = (count, room) => (zoom > 1 ? Math.max(0, count * pitch - this.gap - room) : 0);
    // Pixels out of view, and those of them before it.
    this.hidden = { x: hidden(this.columns, this.width), y: hidden(this.rows, this.height) };
    this.corner = { x: Math.round(x * this.hidden.x), y: Math.round(y * this.hidden.y) };
    this.figure.classList.toggle("zoomed", zoom > 1);
  }

  // The first row in view, the one after the last, and the same for columns.
  inView() {
    const { corner, pitch } = this;
    const range = (first, room, count) => [Math.floor(first / pitch), Math.min(count, Math.ceil((first + room) / pitch))];
    return [range(corner.y, this.height, this.rows), range(corner.x, this.width, this.columns)];
  }

  visit(visit) {
    const { corner, pitch } = this;
    const [[top, bottom], [left, right]] = this.inView();
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) visit(row, column, column * pitch - corner.x, row * pitch - corner.y);
    }
  }

  // Draw the cells in view; `dim`, `blank`, `hatch` and `mark` say which are special.
  draw(palette, { dim, blank, hatch, mark } = {}) {
    const { pen, cell, width, height } = this;
    const fine = cell < FINE;
    this.chooseLetters();
    pen.clearRect(0, 0, width, height);
    if (fine) this.drawPicture(palette, dim ? 1 - DIMMED : 1);
    if (fine && !dim && !blank && !hatch && !mark) return;
    this.visit((row, column, x, y) => {
      const isBlank = blank && blank(row, column);
      const isDim = dim && !isBlank && dim(row, column);
      if (isBlank && fine) pen.clearRect(x, y, cell, cell);
      else if (isBlank) this.edge(x, y, 0.6, palette.line, 1.2, [3, 2]);
      else if (!fine || (dim && !isDim)) this.fill(row, column, x, y, palette, isDim);
      if (cell >= 6 && hatch?.(row, column)) this.hatched(x, y, palette);
      pen.globalAlpha = 1;
      if (mark && mark(row, column)) this.edge(x, y, 1.5, palette.focus, Math.min(2.5, cell / 4));
    });
    pen.strokeStyle = palette.line;
    if (fine && blank) pen.strokeRect(0.5, 0.5, width - 1, height - 1);
  }

  // One notation and one size of letters for all numbers in view.
  chooseLetters() {
    const { cell } = this;
    const numbers = [];
    if (cell >= READABLE) this.visit((row, column) => numbers.push(...this.values(row, column)));
    this.write = (this.writer ?? cellWriter)(numbers);
    const longest = Math.max(...numbers.map((value) => this.write(value).length));
    const lines = this.values(0, 0).length;
    this.size = Math.min(this.letters, cell * 0.36, (cell - 3) / (longest * 0.61), (cell - 2) / (lines * 1.05));
  }

  // Color a cell and write its numbers, if they can be read.
  fill(row, column, x, y, palette, isDim) {
    const { pen, cell, size } = this;
    const full = this.color(row, column, palette);
    const color = isDim ? between(full, palette.panel, DIMMED) : full;
    pen.fillStyle = `rgb(${color})`;
    this.box(x, y, cell);
    pen.fill();
    if (size < 6.5) return;
    pen.fillStyle = wantsWhite(color) ? palette.whiteInk : palette.blackInk;
    pen.font = `600 ${size}px "Source Code Pro", ui-monospace, Menlo, Consolas, monospace`;
    Object.assign(pen, { textAlign: "center", textBaseline: "middle" });
    this.values(row, column).forEach((value, i, { length }) => {
      pen.fillText(this.write(value), x + cell / 2, y + 0.5 + (cell * (i + 0.5)) / length);
    });
  }

  // All cells as one picture, kept where it stays the same.
  drawPicture(palette, alpha) {
    const { pen, cell, corner, rows, columns } = this;
    if (!this.steady || this.ground !== palette.dark) {
      const colors = cellsFrom(0, rows * columns).flatMap((place) => [...this.color(...cellOf(place, columns), palette), 255]);
      this.picture = new OffscreenCanvas(columns, rows);
      this.picture.getContext("2d").putImageData(new ImageData(Uint8ClampedArray.from(colors), columns), 0, 0);
      this.ground = palette.dark;
    }
    Object.assign(pen, { imageSmoothingEnabled: false, globalAlpha: alpha });
    pen.drawImage(this.picture, -corner.x, -corner.y, columns * cell, rows * cell);
    pen.globalAlpha = 1;
  }

  box(x, y, size) {
    this.pen.beginPath();
    this.pen.roundRect(x, y, size, size, Math.min(CELL_CORNER, size / 5));
  }

  edge(x, y, inset, strokeStyle, lineWidth, dashes = []) {
    const { pen } = this;
    Object.assign(pen, { strokeStyle, lineWidth });
    this.box(x + inset, y + inset, Math.max(1, this.cell - 2 * inset));
    pen.setLineDash(dashes);
    pen.stroke();
    pen.setLineDash([]);
  }

  hatched(x, y, palette) {
    const { pen, cell } = this;
    Object.assign(pen, { strokeStyle: palette.soft, lineWidth: 1, globalAlpha: 0.45 });
    pen.beginPath();
    for (let part = cell / 5; part < cell * 1.1; part += cell / 5) {
      pen.moveTo(x, y + part);
      pen.lineTo(x + part, y);
      pen.moveTo(x + part, y + cell);
      pen.lineTo(x + cell, y + part);
    }
    pen.stroke();
  }

  // Outline a block of cells; CSS makes it glide.
  frame(row, column, height, width) {
    this.framed = [row, column, height, width];
    const { pitch, gap, corner } = this;
    const [left, top] = [column * pitch - corner.x - 3, row * pitch - corner.y - 3];
    const size = `width: ${width * pitch - gap + 6}px; height: ${height * pitch - gap + 6}px`;
    this.outline.style.cssText = `display: block; left: ${left}px; top: ${top}px; ${size}`;
  }

  unframe() {
    this.framed = undefined;
    this.outline.style.display = "none";
  }

  lines(at = (row, column) => this.value(row, column)) {
    return cellsFrom(0, this.rows).map((row) => cellsFrom(0, this.columns).map((column) => at(row, column)));
  }

  describe(sentence) {
    const [rows, columns] = this.inView().map(([first, end]) => `${first} to ${end - 1}`);
    const part = this.hidden.x + this.hidden.y ? `; rows ${rows}, columns ${columns} in view` : "";
    this.canvas.ariaLabel = sentence + part;
  }
}

// A grid source with one number in a cell, and one over a channel of an array.
export const sourceOf = (rows, columns, value, color, steady) =>
  ({ rows, columns, value, steady, color: (row, column, palette) => color(value(row, column), palette) });
export const channelOf = ({ numbers, shape }, channel, color) => {
  const [rows, columns] = shape.slice(-2);
  return sourceOf(rows, columns, (row, column) => numbers[(channel * rows + row) * columns + column], color, true);
};

export const sized = (source) => `${source.rows} × ${source.columns}`;
export const largestOf = (numbers) => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);

// Row and column of a place, counted row by row.
export const cellOf = (place, columns) => [Math.floor(place / columns), place % columns];

export const mapGrid = (told, array, options) => {
  const source = channelOf(array, 0, signedColor(told.limit));
  return new Grid(told.title, sized(source), source, options);
};
export const nowAt = (grid, row, column) => `${grid.title}, ${sized(grid)}, now at ${grid.where(row, column)}: ${written(grid.value(row, column))}`;

// The cells after the step `shown`, but for the one at `step`.
export const toCome = ({ columns }, shown, step) => shown < Infinity && ((r, c) => r * columns + c > shown && r * columns + c !== step);

export const fillMap = (map, step, palette, shown) => {
  const [row, column] = cellOf(step, map.columns);
  map.draw(palette, { blank: toCome(map, shown, step) });
  map.frame(row, column, 1, 1);
  map.describe(nowAt(map, row, column));
};

export const stopAt = (map, step, noun = "stop") => {
  const [row, column] = cellOf(step, map.columns);
  return `${noun} ${step + 1} of ${map.rows * map.columns} · ${map.where(row, column)}`;
};
