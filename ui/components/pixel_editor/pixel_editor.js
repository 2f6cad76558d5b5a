// The drawing pad: click, drag or space switches a pixel, arrow keys move; a settled drawing is reported as its code.

/** @import { Mounted } from "../shared/elements.js" */
/** @import { PixelEditorData } from "../shared/wire.js" */

import { partOf } from "../shared/elements.js";
import { cellBeside } from "../shared/moves.js";
import { homeOf } from "../shared/nodes.js";
import { cellOf } from "../shared/sources.js";
import { bitsOf, codeOf, wayBetween } from "./bits.js";

const SETTLED_AFTER = 250; // milliseconds without a change
const SMALL = 30; // pixels of the screen; below, gaps and corners are smaller

class Pad {
  /** @type {{ bit: number, last: number } | undefined} */
  painting; // what a drag makes of pixels, and the last one it came to

  /** @type {number | undefined} */
  settling; // a timer

  /**
   * @param {HTMLElement} root
   * @param {PixelEditorData} data
   */
  constructor(root, data) {
    const { code, rows, columns } = data;
    /** @type {(code: string) => void} */
    this.report = () => {};
    this.root = root;
    this.code = code;
    this.reported = code;
    this.rows = rows;
    this.columns = columns;
    this.bits = bitsOf(code, rows * columns);
    this.buttons = this.bits.map((_, place) => {
      const button = document.createElement("button");
      button.setAttribute("aria-label", `Row ${Math.floor(place / columns)}, column ${place % columns}`);
      button.tabIndex = place ? -1 : 0;
      return button;
    });
    this.box = partOf(root, ".pixels", HTMLElement);
    this.box.setAttribute("aria-label", `Drawing, ${rows} rows by ${columns} columns. Arrow keys move, space switches a pixel.`);
    this.box.replaceChildren(...this.buttons);
    this.look(data);
    this.listen(data);
    this.draw();
  }

  /** @param {PixelEditorData} data */
  look({ columns, cell }) {
    const small = cell < SMALL;
    const looks = {
      "--columns": String(columns),
      "--cell": `${cell}px`,
      "--gap": small ? "1px" : "var(--cell-gap)",
      "--corner": small ? "2px" : "var(--cell-corner)",
    };
    this.box.classList.toggle("small", small);
    Object.entries(looks).forEach(([name, value]) => this.box.style.setProperty(name, value));
  }

  /** @param {PixelEditorData} data */
  listen({ start, startLabel }) {
    const { box, root } = this;
    box.onpointerdown = (event) => this.press(event);
    box.onpointermove = (event) => this.drag(event);
    box.onpointerup = box.onpointerleave = () => (this.painting = undefined);
    box.onkeydown = (event) => this.key(event);
    partOf(root, "[data-tool=clear]", HTMLElement).onclick = () => this.replace("0");
    const begin = partOf(root, "[data-tool=start]", HTMLElement);
    begin.textContent = startLabel;
    begin.onclick = () => this.replace(start);
  }

  /**
   * The place of a pixel, or -1 for what is none.
   * @param {EventTarget | null} target
   */
  placeOf(target) {
    return this.buttons.findIndex((button) => button === target);
  }

  /** @param {PointerEvent} event */
  press(event) {
    const place = this.placeOf(event.target);
    if (place < 0) return;
    this.buttons[place].releasePointerCapture(event.pointerId); // or a finger stays on this pixel
    this.painting = { bit: 1 - this.bits[place], last: place };
    this.set(place, this.painting.bit);
    this.move(place);
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  drag({ buttons, clientX, clientY }) {
    if (!buttons || !this.painting) return;
    const place = this.placeOf(homeOf(this.root)?.elementFromPoint(clientX, clientY) ?? null);
    if (place < 0) return;
    for (const passed of wayBetween(this.painting.last, place, this.columns)) this.set(passed, this.painting.bit);
    this.painting.last = place;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const place = this.placeOf(event.target);
    if (place < 0) return;
    const next = cellBeside(event.key, cellOf(place, this.columns), this);
    if (next) this.move(next[0] * this.columns + next[1]);
    else if (event.key === " " || event.key === "Enter") this.set(place, 1 - this.bits[place]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  draw() {
    this.buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(Boolean(this.bits[place]))));
  }

  /** @param {number} place */
  move(place) {
    this.buttons.forEach((button, other) => (button.tabIndex = other === place ? 0 : -1));
    this.buttons[place].focus();
  }

  /**
   * @param {number} place
   * @param {number} bit
   */
  set(place, bit) {
    if (this.bits[place] === bit) return;
    this.bits[place] = bit;
    this.changed();
  }

  /** @param {string} code */
  replace(code) {
    this.bits = bitsOf(code, this.bits.length);
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

  /**
   * Take a drawing from elsewhere on the page; the echo of what was reported may be older than what is on the pad.
   * @param {string} code
   */
  follow(code) {
    if (code === this.reported || code === this.code) return;
    clearTimeout(this.settling);
    this.code = this.reported = code;
    this.bits = bitsOf(code, this.bits.length);
    this.draw();
  }
}

/** @type {WeakMap<HTMLElement, Pad>} */
const pads = new WeakMap(); // those on the page

/** @param {Mounted<PixelEditorData>} mounted */
export default function ({ data, parentElement, setStateValue }) {
  const root = partOf(parentElement, ".editor", HTMLElement);
  const pad = pads.get(root) ?? new Pad(root, data);
  pads.set(root, pad);
  pad.follow(data.code);
  pad.report = (code) => setStateValue("code", code);
}
