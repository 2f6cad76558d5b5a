// The drawing pad: click, drag or space switches a pixel, arrow keys move; a settled drawing is reported as its code.

const ROWS = 7;
const COLUMNS = 5;
const SETTLED_AFTER = 250; // milliseconds without a change
const pads = new WeakMap();

const bitsOf = (code) => [...BigInt(`0x${code}`).toString(2).padStart(ROWS * COLUMNS, "0")].map(Number);
const codeOf = (bits) => BigInt(`0b${bits.join("")}`).toString(16).padStart(9, "0");

class Pad {
  constructor(root, code, nine) {
    Object.assign(this, { root, code, reported: code, bits: bitsOf(code) });
    const box = root.querySelector(".pixels");
    this.buttons = this.bits.map((_, place) => {
      const button = document.createElement("button");
      button.setAttribute("aria-label", `Row ${Math.floor(place / COLUMNS)}, column ${place % COLUMNS}`);
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
      this.set(place, this.painting);
      this.move(place);
      event.preventDefault();
    };
    box.onpointermove = (event) => {
      if (!event.buttons || this.painting === undefined) return;
      const place = placeOf(root.getRootNode().elementFromPoint(event.clientX, event.clientY));
      if (place >= 0) this.set(place, this.painting);
    };
    box.onpointerup = box.onpointerleave = () => (this.painting = undefined);
    box.onkeydown = (event) => {
      const place = placeOf(event.target);
      const row = Math.floor(place / COLUMNS);
      const column = place % COLUMNS;
      const moves = { ArrowUp: row > 0 && -COLUMNS, ArrowDown: row < ROWS - 1 && COLUMNS, ArrowLeft: column > 0 && -1, ArrowRight: column < COLUMNS - 1 && 1 };
      if (event.key in moves) this.move(place + (moves[event.key] || 0));
      else if (event.key === " " || event.key === "Enter") this.set(place, 1 - this.bits[place]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    root.querySelector("[data-tool=clear]").onclick = () => this.replace("0".repeat(9));
    root.querySelector("[data-tool=nine]").onclick = () => this.replace(nine);
    this.draw();
  }

  draw() {
    this.buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(Boolean(this.bits[place]))));
  }

  move(place) {
    this.buttons.forEach((button, other) => (button.tabIndex = other === place ? 0 : -1));
    this.buttons[place].focus();
  }

  set(place, bit) {
    this.bits[place] = bit;
    this.changed();
  }

  replace(code) {
    this.bits = bitsOf(code);
    this.changed();
  }

  changed() {
    this.draw();
    this.code = codeOf(this.bits);
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
    this.bits = bitsOf(code);
    this.draw();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".editor");
  if (!pads.has(root)) pads.set(root, new Pad(root, data.code, data.nine));
  pads.get(root).follow(data.code);
  pads.get(root).report = (code) => setStateValue("code", code);
}
