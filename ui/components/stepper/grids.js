// Grids of numbers on a canvas: colors, cells, and the outline of what is in view.

const decoded = ({ values, dtype, shape }) => {
  const bytes = Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  const numbers = dtype === "float32" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  return { numbers, shape };
};

const mix = (from, to, share) => from.map((start, i) => Math.round(start + (to[i] - start) * share));
const isBright = ([red, green, blue]) => red * 0.299 + green * 0.587 + blue * 0.114 > 140;

const rgbOf = (color) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
};

// The colors of the page as it is now; canvases do not follow CSS by themselves.
const paletteOf = (element) => {
  const style = getComputedStyle(element);
  const dark = !isBright(rgbOf(style.getPropertyValue("--paper")));
  element.classList.toggle("dark", dark);
  return {
    dark,
    line: style.getPropertyValue("--line"),
    soft: style.getPropertyValue("--soft"),
    focus: style.getPropertyValue("--focus"),
    ink: style.getPropertyValue("--ink"),
    zero: dark ? [42, 48, 64] : [247, 247, 247],
    positive: dark ? [67, 147, 220] : [33, 102, 172],
    negative: dark ? [214, 84, 80] : [178, 24, 43],
  };
};

const signedColor = (limit) => (value, palette) => {
  if (Number.isNaN(value)) return [128, 128, 128];
  const share = Math.min(1, Math.abs(value) / limit) || 0;
  return mix(palette.zero, value > 0 ? palette.positive : palette.negative, share);
};
const grayColor = (low, high) => (value) => {
  const level = Math.round(15 + 225 * Math.max(0, Math.min(1, (value - low) / (high - low))));
  return [level, level, level];
};

// Make a canvas so many CSS pixels large, as sharp as the screen is, and give its pen.
const penOn = (canvas, width, height) => {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
};

const FINE = 14; // pixels; smaller cells are drawn as one picture, without gaps, numbers and round corners

// One grid with its title. A `steady` source has the same numbers at every step. `source` = {rows, columns, value(r, c), color(r, c, palette) -> [r, g, b]}.
class Grid {
  constructor(title, note, source, { maxWidth = 300, maxHeight = 420, big = false, across = 1 } = {}) {
    Object.assign(this, source, { title, maxWidth, maxHeight, big, across });
    this.figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    const name = document.createElement("b");
    name.textContent = title;
    this.note = document.createElement("span");
    this.note.textContent = note;
    caption.append(name, this.note);
    const frame = document.createElement("div");
    frame.className = "grid";
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("role", "img");
    this.outline = document.createElement("u");
    frame.append(this.canvas, this.outline);
    this.figure.append(caption, frame);
    this.canvas.addEventListener("pointermove", (event) => {
      const [row, column] = this.cellAt(event);
      const value = this.value(row, column);
      this.canvas.title = value === undefined ? "" : `${this.where(row, column)}: ${String(value).replace("-", MINUS)}`;
    });
  }

  where(row, column) {
    return `row ${row}, column ${column}`;
  }

  cellAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const at = (offset, count) => Math.max(0, Math.min(count - 1, Math.floor(offset / (this.cell + this.gap))));
    return [at(event.clientY - box.top, this.rows), at(event.clientX - box.left, this.columns)];
  }

  // Choose the size of a cell for a card of this width; `share` below 1 makes the grid smaller than it would be.
  fit(width, share) {
    const wanted = (width < 700 ? 27 : 38) + (this.big ? 8 : 0);
    const room = Math.min(this.maxWidth, this.across > 1 ? width / this.across - 12 : width - 4);
    const exact = Math.min(room / this.columns, this.maxHeight / this.rows, wanted + 2) * share;
    const pitch = exact < 2 ? exact : Math.floor(exact); // a large grid may need cells finer than a pixel
    this.gap = pitch >= FINE ? 2 : 0;
    this.cell = Math.max(0.5, pitch - this.gap);
    this.pen = penOn(this.canvas, ...[this.columns, this.rows].map((count) => count * (this.cell + this.gap) - this.gap));
    this.painted = null;
  }

  // Draw all cells as they are, but only when the canvas was cleared or the page changed its ground.
  drawOnce(palette) {
    if (this.painted !== palette.dark) this.draw(palette);
    this.painted = palette.dark;
  }

  // Draw all cells. `dim`, `blank`, `hatch` and `mark` say per cell what is special about it.
  draw(palette, { dim, blank, hatch, mark } = {}) {
    const { pen, cell, gap, rows, columns } = this;
    const pitch = cell + gap;
    pen.clearRect(0, 0, columns * pitch, rows * pitch);
    if (cell < FINE) {
      this.drawFine(palette, { dim, blank, hatch, mark });
      return;
    }
    const readable = cell >= 22;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const [x, y] = [column * pitch, row * pitch];
        if (blank && blank(row, column)) {
          pen.strokeStyle = palette.line;
          pen.setLineDash([3, 2]);
          pen.lineWidth = 1.2;
          this.box(x + 0.6, y + 0.6, cell - 1.2);
          pen.stroke();
          pen.setLineDash([]);
          continue;
        }
        const value = this.value(row, column);
        const color = this.color(row, column, palette);
        pen.globalAlpha = dim && dim(row, column) ? 0.5 : 1;
        pen.fillStyle = `rgb(${color})`;
        this.box(x, y, cell);
        pen.fill();
        if (hatch && hatch(row, column)) this.hatched(x, y, palette);
        if (readable) {
          const sizeOf = (letters) => Math.min(13, cell * 0.36, (cell - 3) / (letters.length * 0.61));
          let text = written(value);
          if (sizeOf(text) < 6.5 && Math.abs(value) < 0.005) text = value.toExponential(0).replaceAll("-", MINUS);
          const size = sizeOf(text);
          if (size >= 6.5) {
            pen.font = `600 ${size}px "Source Code Pro", ui-monospace, Menlo, Consolas, monospace`;
            pen.fillStyle = isBright(color) ? "#111" : "#fff";
            pen.fillText(text, x + cell / 2, y + cell / 2 + 0.5);
          }
        }
        pen.globalAlpha = 1;
        if (mark && mark(row, column)) this.marked(x, y, palette);
      }
    }
  }

  // The same for cells too small for numbers: all of them at once, as one picture of a pixel a cell.
  drawFine(palette, { dim, blank, hatch, mark }) {
    const { pen, cell, rows, columns } = this;
    const pixels = new ImageData(this.colors(palette).slice(), columns, rows);
    for (let row = 0, place = 3; row < rows; row++) {
      for (let column = 0; column < columns; column++, place += 4) {
        if (blank && blank(row, column)) pixels.data[place] = 0;
        else if (dim && dim(row, column)) pixels.data[place] = 128;
      }
    }
    const small = new OffscreenCanvas(columns, rows);
    small.getContext("2d").putImageData(pixels, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(small, 0, 0, columns * cell, rows * cell);
    if (blank) {
      pen.strokeStyle = palette.line;
      pen.strokeRect(0.5, 0.5, columns * cell - 1, rows * cell - 1);
    }
    if (!hatch && !mark) return;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (hatch && hatch(row, column)) this.hatched(column * cell, row * cell, palette);
        if (mark && mark(row, column)) this.marked(column * cell, row * cell, palette);
      }
    }
  }

  // Red, green, blue and opacity of every cell; kept where the numbers stay the same from step to step.
  colors(palette) {
    if (this.steady && this.kept?.dark === palette.dark) return this.kept.colors;
    const colors = new Uint8ClampedArray(this.rows * this.columns * 4);
    for (let row = 0, place = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++, place += 4) colors.set([...this.color(row, column, palette), 255], place);
    }
    this.kept = { dark: palette.dark, colors };
    return colors;
  }

  marked(x, y, palette) {
    const { pen, cell } = this;
    pen.strokeStyle = palette.focus;
    pen.lineWidth = Math.min(2.5, cell / 4);
    this.box(x + 1.5, y + 1.5, Math.max(1, cell - 3));
    pen.stroke();
  }

  box(x, y, size) {
    this.pen.beginPath();
    this.pen.roundRect(x, y, size, size, Math.min(4, size / 5));
  }

  hatched(x, y, palette) {
    const { pen, cell } = this;
    pen.save();
    this.box(x, y, cell);
    pen.clip();
    pen.strokeStyle = palette.soft;
    pen.globalAlpha = 0.45;
    pen.lineWidth = 1;
    for (let shift = -cell; shift < cell; shift += 6) {
      pen.beginPath();
      pen.moveTo(x + shift, y + cell);
      pen.lineTo(x + shift + cell, y);
      pen.stroke();
    }
    pen.restore();
  }

  // Put the orange outline around a block of cells; it glides there by CSS.
  frame(row, column, height, width) {
    const pitch = this.cell + this.gap;
    const extra = 3;
    const place = { left: column * pitch - extra, top: row * pitch - extra };
    const size = { width: width * pitch - this.gap + 2 * extra, height: height * pitch - this.gap + 2 * extra };
    for (const [name, value] of Object.entries({ ...place, ...size })) this.outline.style[name] = `${value}px`;
    this.outline.style.display = "block";
  }

  // Its numbers, row by row.
  lines() {
    return Array.from({ length: this.rows }, (_, row) => Array.from({ length: this.columns }, (_, column) => this.value(row, column)));
  }

  describe(sentence) {
    this.canvas.setAttribute("aria-label", sentence);
  }
}

// A row of numbers that breaks into shorter rows where there is little room.
// `vector` = {count, per, parted?, names?, value(i), color(i, palette), where(i)}: `count` places in pieces of `per`,
// with a line between them where `parted`; places past the last number have the value undefined and stay empty.
class VectorGrid extends Grid {
  constructor(title, note, vector, options) {
    super(title, note, { vector, rows: 1, columns: vector.count }, { maxWidth: 1100, ...options });
    if (!vector.names) return;
    this.names = document.createElement("div");
    this.names.className = "names";
    this.names.setAttribute("aria-hidden", "true");
    this.names.append(...vector.names.map((name) => Object.assign(document.createElement("span"), { textContent: name })));
    this.canvas.parentElement.before(this.names);
  }

  index(row, column) {
    return row * this.columns + column;
  }

  value(row, column) {
    return this.vector.value(this.index(row, column));
  }

  color(row, column, palette) {
    return this.vector.color(this.index(row, column), palette);
  }

  where(row, column) {
    return this.vector.where(this.index(row, column));
  }

  // As many whole pieces in a row as fit with readable numbers, else eight numbers.
  fit(width, share) {
    const { count, per } = this.vector;
    const pieces = count / per;
    const lengths = Array.from({ length: pieces }, (_, i) => pieces - i).filter((n) => pieces % n === 0).map((n) => n * per);
    this.columns = lengths.find((length) => (width - 44) / length >= 29) ?? Math.min(count, count === 10 ? 10 : 8);
    this.rows = Math.ceil(count / this.columns);
    super.fit(width < 700 ? width : width - 44, share);
    if (this.names) this.names.style.gridTemplateColumns = `repeat(${this.columns}, ${this.cell + this.gap}px)`;
  }

  // `special` says by place what `draw` of a grid wants to know by row and column.
  drawPlaces(palette, special = {}) {
    const byCell = Object.entries(special).filter(([, test]) => test)
      .map(([name, test]) => [name, (row, column) => test(this.index(row, column))]);
    this.draw(palette, Object.fromEntries(byCell));
    const pitch = this.cell + this.gap;
    for (let i = 0; i < this.rows * this.columns; i++) {
      const [x, y] = [(i % this.columns) * pitch, Math.floor(i / this.columns) * pitch];
      if (this.vector.value(i) === undefined) this.pen.clearRect(x, y, pitch, pitch);
      this.pen.fillStyle = palette.ink;
      if (this.vector.parted && x && i % this.vector.per === 0) this.pen.fillRect(x - this.gap, y, this.gap, this.cell);
    }
  }

  frameAt(place) {
    this.frame(Math.floor(place / this.columns), place % this.columns, 1, 1);
    if (this.names) [...this.names.children].forEach((name, i) => name.classList.toggle("now", i === place));
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

// Draw a map that fills up step by step, its newest cell outlined.
const fillMap = (map, step, palette, reveal) => {
  const [row, column] = cellOf(step, map.columns);
  map.draw(palette, { blank: reveal && ((r, c) => r * map.columns + c > step) });
  map.frame(row, column, 1, 1);
  map.describe(nowAt(map, row, column, map.value(row, column)));
};

const stopAt = (map, step, noun = "stop") => {
  const [row, column] = cellOf(step, map.columns);
  return `${noun} ${step + 1} of ${map.rows * map.columns} · row ${row}, column ${column}`;
};
