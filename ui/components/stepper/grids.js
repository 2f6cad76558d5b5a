// Grids of numbers on a canvas: colors, cells, and the outline of what is in view.

const decoded = ({ values, dtype, shape }) => {
  const { buffer } = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  return { numbers: dtype === "float32" ? new Float32Array(buffer) : new Float64Array(buffer), shape };
};

const isBright = ([red, green, blue]) => red * 0.299 + green * 0.587 + blue * 0.114 > 140;

// The colors of the page as it is now; canvases do not follow CSS by themselves.
const paletteOf = (element) => {
  const style = getComputedStyle(element);
  const dark = style.colorScheme === "dark";
  element.classList.toggle("dark", dark);
  const [line, soft, focus, ink] = ["line", "soft", "focus", "ink"].map((name) => style.getPropertyValue(`--${name}`));
  const signs = dark ? { zero: [42, 48, 64], positive: [67, 147, 220], negative: [214, 84, 80] }
    : { zero: [247, 247, 247], positive: [33, 102, 172], negative: [178, 24, 43] };
  return { dark, line, soft, focus, ink, ...signs };
};

const signedColor = (limit) => (value, palette) => {
  if (Number.isNaN(value)) return [128, 128, 128];
  const share = Math.min(1, Math.abs(value) / limit) || 0;
  const full = value > 0 ? palette.positive : palette.negative;
  return palette.zero.map((zero, i) => Math.round(zero + (full[i] - zero) * share));
};
const grayColor = (low, high) => (value) => {
  const level = Math.round(15 + 225 * Math.max(0, Math.min(1, (value - low) / (high - low))));
  return [level, level, level];
};

// Make a canvas so many CSS pixels large, as sharp as the screen is, and give its pen.
const penOn = (canvas, width, height) => {
  const ratio = window.devicePixelRatio || 1;
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  return pen;
};

const FINE = 14; // pixels; smaller cells are drawn as one picture, without gaps, numbers and round corners
const READABLE = 22; // pixels; from here on cells show their numbers

// One grid with its title. `source` = {rows, columns, value(r, c), color(r, c, palette) -> [r, g, b]}; a `steady` one has
// the same numbers at every step, and `values(r, c)` are the numbers in a cell that has several.
class Grid {
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
      const numbers = this.values(row, column).join(", ").replaceAll("-", MINUS);
      canvas.title = numbers && `${this.where(row, column)}: ${numbers}`;
    });
  }

  where(row, column) {
    return `row ${row}, column ${column}`;
  }

  values(row, column) {
    return [this.value(row, column)].filter((value) => value !== undefined);
  }

  // Pixels from one cell to the next.
  get pitch() {
    return this.cell + this.gap;
  }

  // The row and column under an event on the canvas.
  cellAt({ offsetX, offsetY }) {
    const at = (offset, count) => Math.max(0, Math.min(count - 1, Math.floor(offset / this.pitch)));
    return [at(offsetY + this.corner.y, this.rows), at(offsetX + this.corner.x, this.columns)];
  }

  // Choose the size of a cell for a card of this width; `share` below 1 makes the grid smaller than it would be.
  fit(width, share, large = false) {
    const scale = large ? 1.5 : 1;
    this.wanted = 2 + (width < 700 ? 27 : 38) * scale + (this.big && !large ? 8 : 0);
    this.letters = 13 * scale;
    const room = Math.min(this.maxWidth * scale, this.across > 1 ? width / this.across - 12 : width - 4);
    const exact = Math.min(room / this.columns, (this.maxHeight * scale) / this.rows, this.wanted) * share;
    this.whole = exact < 2 ? exact : Math.floor(exact); // a large grid may need cells finer than a pixel
    this.look(1, 0, 0);
    [this.width, this.height] = [this.columns, this.rows].map((count) => count * this.pitch - this.gap);
    this.pen = penOn(this.canvas, this.width, this.height);
  }

  // Show a part in the room of the whole: cells `zoom` times as large, x and y (0 to 1) of the way across and down.
  look(zoom, x, y) {
    const exact = Math.min(this.whole * zoom, Math.max(this.whole, this.wanted));
    const pitch = exact < FINE ? exact : Math.floor(exact);
    this.gap = pitch < FINE + 2 ? 0 : 2;
    this.cell = Math.max(0.5, pitch - this.gap);
    const hidden = (count, room) => (zoom > 1 ? Math.max(0, count * pitch - this.gap - room) : 0);
    this.hidden = { x: hidden(this.columns, this.width), y: hidden(this.rows, this.height) }; // pixels out of view
    this.corner = { x: Math.round(x * this.hidden.x), y: Math.round(y * this.hidden.y) }; // those before the first in view
    this.figure.classList.toggle("zoomed", zoom > 1);
  }

  // The first row in view and the one after the last, and the same for columns.
  inView() {
    const range = (corner, room, count) => [Math.floor(corner / this.pitch), Math.min(count, Math.ceil((corner + room) / this.pitch))];
    return [...range(this.corner.y, this.height, this.rows), ...range(this.corner.x, this.width, this.columns)];
  }

  part() {
    const [top, bottom, left, right] = this.inView();
    return `rows ${top} to ${bottom - 1}, columns ${left} to ${right - 1} in view`;
  }

  // Call `visit(row, column, x, y)` for every cell in view.
  visit(visit) {
    const [top, bottom, left, right] = this.inView();
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        visit(row, column, column * this.pitch - this.corner.x, row * this.pitch - this.corner.y);
      }
    }
  }

  // Draw the cells in view. `dim`, `blank`, `hatch` and `mark` say per cell what is special about it.
  draw(palette, { dim, blank, hatch, mark } = {}) {
    const { pen, cell } = this;
    pen.clearRect(0, 0, this.width, this.height);
    const fine = cell < FINE;
    if (fine) this.drawFine(palette, dim, blank);
    if (fine && !mark && !(hatch && cell >= 6)) return;
    this.visit((row, column, x, y) => {
      const isBlank = blank && blank(row, column);
      if (!fine && isBlank) this.edge(x, y, 0.6, palette.line, 1.2, [3, 2]);
      pen.globalAlpha = dim && dim(row, column) ? 0.5 : 1;
      const color = fine || isBlank ? null : this.color(row, column, palette);
      if (color) {
        pen.fillStyle = `rgb(${color})`;
        this.box(x, y, cell);
        pen.fill();
      }
      if (color && cell >= READABLE) this.print(row, column, x + cell / 2, y + cell / 2 + 0.5, isBright(color));
      if (cell >= 6 && hatch && hatch(row, column)) this.hatched(x, y, palette);
      pen.globalAlpha = 1;
      if (mark && mark(row, column)) this.edge(x, y, 1.5, palette.focus, Math.min(2.5, cell / 4));
    });
  }

  // Write the numbers of a cell around its middle, one below the other, unless they would be too small to read.
  print(row, column, x, y, bright) {
    const { pen, cell } = this;
    this.values(row, column).forEach((value, i, { length }) => {
      const sizeOf = (text) => Math.min(this.letters, cell * 0.36, (cell - 3) / (text.length * 0.61), (cell - 2) / (length * 1.05));
      let text = written(value);
      if (sizeOf(text) < 6.5 && Math.abs(value) < 0.005) text = value.toExponential(0).replaceAll("-", MINUS);
      if (sizeOf(text) < 6.5) return;
      const font = `600 ${sizeOf(text)}px "Source Code Pro", ui-monospace, Menlo, Consolas, monospace`;
      Object.assign(pen, { font, textAlign: "center", textBaseline: "middle", fillStyle: bright ? "#111" : "#fff" });
      pen.fillText(text, x, y + (cell * (i - (length - 1) / 2)) / length);
    });
  }

  // Cells too small for numbers: all of them at once, as one picture of a pixel a cell.
  drawFine(palette, dim, blank) {
    const { pen, cell, corner, rows, columns } = this;
    const colors = this.colors(palette);
    const picture = new ImageData(columns, rows);
    const pixels = new Uint32Array(picture.data.buffer);
    this.visit((row, column) => {
      const place = row * columns + column;
      if (blank && blank(row, column)) return;
      pixels[place] = colors[place];
      if (dim && dim(row, column)) picture.data[4 * place + 3] = 128;
    });
    const small = new OffscreenCanvas(columns, rows);
    small.getContext("2d").putImageData(picture, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, -corner.x, -corner.y, columns * cell, rows * cell);
    pen.strokeStyle = palette.line;
    if (blank) pen.strokeRect(0.5, 0.5, this.width - 1, this.height - 1);
  }

  // The colors of all cells, four bytes each; kept where the numbers stay the same from step to step.
  colors(palette) {
    if (this.steady && this.kept?.dark === palette.dark) return this.kept.colors;
    const bytes = new Uint8ClampedArray(this.rows * this.columns * 4);
    for (let place = 0; place < this.rows * this.columns; place++) {
      bytes.set([...this.color(...cellOf(place, this.columns), palette), 255], 4 * place);
    }
    this.kept = { dark: palette.dark, colors: new Uint32Array(bytes.buffer) };
    return this.kept.colors;
  }

  box(x, y, size) {
    this.pen.beginPath();
    this.pen.roundRect(x, y, size, size, Math.min(4, size / 5));
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
    for (const part of [0.2, 0.4, 0.6, 0.8, 1].map((share) => share * cell)) {
      pen.moveTo(x, y + part);
      pen.lineTo(x + part, y);
      pen.moveTo(x + part, y + cell);
      pen.lineTo(x + cell, y + part);
    }
    pen.stroke();
  }

  // Put the orange outline around a block of cells; it glides there by CSS.
  frame(row, column, height, width) {
    this.framed = [row, column, height, width];
    const place = {
      left: column * this.pitch - this.corner.x - 3,
      top: row * this.pitch - this.corner.y - 3,
      width: width * this.pitch - this.gap + 6,
      height: height * this.pitch - this.gap + 6,
    };
    for (const [name, pixels] of Object.entries(place)) this.outline.style[name] = `${pixels}px`;
    this.outline.style.display = "block";
  }

  unframe() {
    this.framed = undefined;
    this.outline.style.display = "none";
  }

  // Its numbers, row by row.
  lines() {
    return cellsFrom(0, this.rows).map((row) => cellsFrom(0, this.columns).map((column) => this.value(row, column)));
  }

  describe(sentence) {
    this.canvas.setAttribute("aria-label", this.hidden.x + this.hidden.y ? `${sentence}; ${this.part()}` : sentence);
  }
}

// A grid source over one channel of an array.
const channelOf = (array, channel, color) => {
  const [rows, columns] = array.shape.slice(-2);
  const value = (row, column) => array.numbers[(channel * rows + row) * columns + column];
  return { rows, columns, value, steady: true, color: (row, column, palette) => color(value(row, column), palette) };
};

const sized = (source) => `${source.rows} × ${source.columns}`;
const largestOf = (numbers) => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);

// Row and column of a place in a grid that is counted row by row.
const cellOf = (place, columns) => [Math.floor(place / columns), place % columns];

// A grid over a (rows, columns) map as it was sent, and what is said of its cell in view.
const mapGrid = (told, array, options) => {
  const source = channelOf(array, 0, signedColor(told.limit));
  return new Grid(told.title, sized(source), source, options);
};
const nowAt = (grid, row, column, value) => `${grid.title}, ${sized(grid)}, now at row ${row}, column ${column}: ${written(value)}`;

// Which cells of a map are still to come when those up to `shown` are there, and the one at `step`.
const toCome = ({ columns }, shown, step) => shown < Infinity && ((r, c) => r * columns + c > shown && r * columns + c !== step);

// Draw a map that fills up step by step, the cell of this step outlined.
const fillMap = (map, step, palette, shown) => {
  const [row, column] = cellOf(step, map.columns);
  map.draw(palette, { blank: toCome(map, shown, step) });
  map.frame(row, column, 1, 1);
  map.describe(nowAt(map, row, column, map.value(row, column)));
};

const stopAt = (map, step, noun = "stop") => {
  const [row, column] = cellOf(step, map.columns);
  return `${noun} ${step + 1} of ${map.rows * map.columns} · row ${row}, column ${column}`;
};
