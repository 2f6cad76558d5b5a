// The drawing pad: click, drag or space switches a pixel, arrow keys move; a settled drawing is reported as its code.

const SETTLED_AFTER = 250; // milliseconds without a change
const SMALL = 30; // pixels of the screen; below, gaps and corners are smaller
const pads = new WeakMap();

class Pad {
  constructor(root, { code, start, startLabel, rows, columns, cell }) {
    Object.assign(this, { root, code, reported: code, count: rows * columns });
    this.bits = this.bitsOf(code);
    const box = root.querySelector(".pixels");
    const small = cell < SMALL;
    const looks = {
      "--columns": columns,
      "--cell": `${cell}px`,
      "--gap": small ? "1px" : "var(--cell-gap)",
      "--corner": small ? "2px" : "var(--cell-corner)",
    };
    box.classList.toggle("small", small);
    Object.entries(looks).forEach(([name, value]) => box.style.setProperty(name, value));
    box.setAttribute("aria-label", `Drawing, ${rows} rows by ${columns} columns. Arrow keys move, space switches a pixel.`);
    this.buttons = this.bits.map((_, place) => {
      const button = document.createElement("button");
      button.setAttribute("aria-label", `Row ${Math.floor(place / columns)}, column ${place % columns}`);
      button.tabIndex = place ? -1 : 0;
      return button;
    });
    box.replaceChildren(...this.buttons);
    const placeOf = (element) => this.buttons.indexOf(element);
    box.onpointerdown = (event) => {
      const place = placeOf(event.target);
      if (place < 0) return;
      event.target.releasePointerCapture?.(event.pointerId);
      this.painting = 1 - this.bits[place];
      this.last = place;
      this.set(place, this.painting);
      this.move(place);
      event.preventDefault();
    };
    box.onpointermove = (event) => {
      if (!event.buttons || this.painting === undefined) return;
      const place = placeOf(root.getRootNode().elementFromPoint(event.clientX, event.clientY));
      if (place < 0) return;
      // A fast hand skips pixels between two reports of the pointer: all on the way are switched.
      const [row, column, fromRow, fromColumn] = [place, this.last].flatMap((at) => [Math.floor(at / columns), at % columns]);
      const length = Math.max(Math.abs(row - fromRow), Math.abs(column - fromColumn), 1);
      for (let step = 1; step <= length; step++) {
        const at = (from, to) => from + Math.round(((to - from) * step) / length);
        this.set(at(fromRow, row) * columns + at(fromColumn, column), this.painting);
      }
      this.last = place;
    };
    box.onpointerup = box.onpointerleave = () => (this.painting = undefined);
    box.onkeydown = (event) => {
      const place = placeOf(event.target);
      const row = Math.floor(place / columns);
      const column = place % columns;
      const moves = { ArrowUp: row > 0 && -columns, ArrowDown: row < rows - 1 && columns, ArrowLeft: column > 0 && -1, ArrowRight: column < columns - 1 && 1 };
      if (event.key in moves) this.move(place + (moves[event.key] || 0));
      else if (event.key === " " || event.key === "Enter") this.set(place, 1 - this.bits[place]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    root.querySelector("[data-tool=clear]").onclick = () => this.replace("0".repeat(code.length));
    const begin = root.querySelector("[data-tool=start]");
    begin.textContent = startLabel;
    begin.onclick = () => this.replace(start);
    this.draw();
  }

  bitsOf(code) {
    return [...BigInt(`0x${code}`).toString(2).padStart(this.count, "0")].map(Number);
  }

  codeOf(bits) {
    return BigInt(`0b${bits.join("")}`).toString(16).padStart(Math.ceil(this.count / 4), "0");
  }

  draw() {
    this.buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(Boolean(this.bits[place]))));
  }

  move(place) {
    this.buttons.forEach((button, other) => (button.tabIndex = other === place ? 0 : -1));
    this.buttons[place].focus();
  }

  set(place, bit) {
    if (this.bits[place] === bit) return;
    this.bits[place] = bit;
    this.changed();
  }

  replace(code) {
    this.bits = this.bitsOf(code);
    this.changed();
  }

  changed() {
    this.draw();
    this.code = this.codeOf(this.bits);
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.reported = this.code;
      this.report(this.code);
    }, SETTLED_AFTER);
  }

  // A drawing from elsewhere on the page; the echo of what was reported may be older than what is on the pad.
  follow(code) {
    if (code === this.reported || code === this.code) return;
    clearTimeout(this.settling);
    this.code = this.reported = code;
    this.bits = this.bitsOf(code);
    this.draw();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".editor");
  if (!pads.has(root)) pads.set(root, new Pad(root, data));
  pads.get(root).follow(data.code);
  pads.get(root).report = (code) => setStateValue("code", code);
}
