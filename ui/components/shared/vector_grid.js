// Vectors: grids of one row, with names above their numbers where they have any.

import { PHONE, Grid } from "./grids.js";

const LETTER = 8; // pixels, the width of a letter of a name

// A row of numbers that breaks into shorter rows where there is little room.
// `vector` = {count, per, parted?, names?, writer?, value(i), color(i, palette), where(i)}: `count` places in pieces of `per`,
// with a line between them where `parted`; places past the last number have the value undefined and stay empty.
export class VectorGrid extends Grid {
  constructor(title, note, vector, options) {
    super(title, note, { vector, writer: vector.writer, rows: 1, columns: vector.count }, { maxWidth: 1100, ...options });
    if (!vector.names) return;
    this.names = document.createElement("div");
    this.names.className = "names";
    this.names.setAttribute("aria-hidden", "true");
    this.names.append(...vector.names.map((name) => Object.assign(document.createElement("span"), { textContent: name })));
    this.canvas.parentElement.before(this.names);
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
  fit(width, share, large) {
    const { count, per } = this.vector;
    const pieces = count / per;
    const lengths = Array.from({ length: pieces }, (_, i) => pieces - i).filter((n) => pieces % n === 0).map((n) => n * per);
    this.columns = lengths.find((length) => (width - 44) / length >= (large ? 44 : 29)) ?? Math.min(count, count === 10 ? 10 : 8);
    this.rows = Math.ceil(count / this.columns);
    super.fit(width < PHONE ? width : width - 44, share, large);
    if (!this.names) return;
    const longest = Math.max(...this.vector.names.map((name) => name.length));
    const fits = longest * LETTER * (large ? 1.5 : 1) <= this.pitch;
    // Names too long for their cells follow one another; the one of this step is colored.
    this.names.style.gridTemplateColumns = fits ? `repeat(${this.columns}, ${this.pitch}px)` : `repeat(${this.vector.count}, max-content)`;
    this.names.style.columnGap = fits ? "" : "12px";
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
