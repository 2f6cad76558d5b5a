// Settings that are numbers, with a button on either side.

/** @import { Limits, Setting, Size } from "./settings.js" */

import { made } from "../shared/nodes.js";
import { ends, fits, isSame, sizeFrom, stepped, textOf } from "./settings.js";

const SETTLED_AFTER = 350; // milliseconds without a key
let fields = 0; // so many have been made: each has an id of its own

/**
 * Where settings stand: it is told a change, and why what is typed is refused, or "".
 * @typedef {object} Home
 * @property {Record<string, Limits>} limits by the names of settings
 * @property {(name: string, value: Setting) => void} change
 * @property {(sentence: string) => void} refuse
 */

/** A number between limits. What is typed out of them is refused in place and not reported. */
export class NumberControl {
  /** @type {Size} */
  value = 0;

  /** @type {number | undefined} */
  settling; // a timer

  /**
   * @param {Home} home
   * @param {string} label
   * @param {string} name
   * @param {number} by how far a press goes
   */
  constructor(home, label, name, by = 1) {
    this.home = home;
    this.label = label;
    this.name = name;
    this.limits = home.limits[name];
    this.field = made("input");
    this.field.id = `field-${(fields += 1)}`;
    Object.assign(this.field, { type: "number", min: this.limits[0], max: this.limits[1], step: 1 });
    this.field.oninput = () => {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.read(), SETTLED_AFTER);
    };
    this.field.onblur = () => this.read();
    this.field.onkeydown = (event) => this.key(event);
    this.less = this.button("−", `Less: ${label}`, -by);
    this.more = this.button("+", `More: ${label}`, by);
    const caption = made("label", "", label);
    caption.htmlFor = this.field.id;
    this.line = made("span", "line");
    this.line.append(this.less, this.field, this.more);
    this.box = made("div", "number");
    this.box.append(caption, this.line);
  }

  /**
   * @param {string} sign
   * @param {string} spoken
   * @param {number} by
   */
  button(sign, spoken, by) {
    const button = made("button", "", sign);
    button.setAttribute("aria-label", spoken);
    button.onclick = () => this.step(by);
    return button;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    event.stopPropagation();
    if (event.key === "Enter") this.read();
  }

  /** @param {number} by */
  step(by) {
    const next = stepped(this.value, by, this.limits);
    this.mark(false);
    if (!isSame(next, this.value)) this.home.change(this.name, next);
  }

  /**
   * What is typed; undefined where it is no value.
   * @returns {Size | undefined}
   */
  get typed() {
    return this.field.value === "" ? undefined : Number(this.field.value);
  }

  get wanted() {
    return `type a whole number from ${this.limits[0]} to ${this.limits[1].toLocaleString("en-US")}`;
  }

  read() {
    clearTimeout(this.settling);
    const { typed } = this;
    const isTaken = fits(typed, this.limits);
    this.mark(!isTaken);
    if (!isTaken) this.home.refuse(`${this.label}: ${this.wanted}. Until then, ${textOf(this.value)} counts.`);
    else if (!isSame(typed, this.value)) this.home.change(this.name, typed);
  }

  /** @param {boolean} refused */
  mark(refused) {
    this.field.setAttribute("aria-invalid", String(refused));
    if (!refused) this.home.refuse("");
  }

  /** @param {Setting} value */
  show(value) {
    if (typeof value === "string" || typeof value === "boolean") return;
    const typing = this.field.matches(":focus") && isSame(this.typed, value);
    this.value = value;
    if (typing) return;
    this.field.value = textOf(value);
    this.field.setAttribute("aria-invalid", "false");
    const [isLeast, isMost] = ends(value, this.limits);
    this.less.setAttribute("aria-disabled", String(isLeast));
    this.more.setAttribute("aria-disabled", String(isMost));
  }
}

/** One number for rows and columns, or both, such as 3×5. */
export class PairControl extends NumberControl {
  /**
   * @param {Home} home
   * @param {string} label
   * @param {string} name
   * @param {number} by how far a press goes
   */
  constructor(home, label, name, by = 1) {
    super(home, label, name, by);
    Object.assign(this.field, { type: "text", autocomplete: "off", title: "One number, or rows × columns, such as 3×5" });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    super.key(event);
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    this.step(event.key === "ArrowUp" ? 1 : -1);
  }

  get typed() {
    return sizeFrom(this.field.value);
  }

  get wanted() {
    return `${super.wanted}, or two of them, such as 3×5 for rows and columns`;
  }
}

/** Padding: numbers, or "same". */
export class PaddingControl extends PairControl {
  isSame = false;

  /** @param {Home} home */
  constructor(home) {
    super(home, "Padding", "padding");
    this.same = made("button", "same", "same");
    this.same.title = "As much as keeps the size, at stride 1";
    this.same.onclick = () => this.home.change("padding", this.isSame ? 0 : "same");
    this.line.append(this.same);
  }

  /** Nothing is typed while the field is switched off. */
  read() {
    if (!this.isSame) super.read();
  }

  /** @param {Setting} value */
  show(value) {
    this.isSame = value === "same";
    this.same.setAttribute("aria-pressed", String(this.isSame));
    for (const part of [this.field, this.less, this.more]) part.disabled = this.isSame;
    super.show(value);
    if (this.isSame) this.field.value = "";
  }
}
