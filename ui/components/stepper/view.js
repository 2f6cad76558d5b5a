// What of the card can be seen: the figures of an operation, its words, and where it stands.

/** @import { Palette } from "../shared/colors.js" */
/** @import { Grid } from "../shared/grids.js" */
/** @import { Lens } from "../shared/lens.js" */
/** @import { Cell } from "../shared/sources.js" */
/** @import { CardOnPage } from "../shared/wire.js" */
/** @import { Field } from "../shared/windows.js" */
/** @import { Part } from "./blocks.js" */

import { paletteOf } from "../shared/colors.js";
import { partOf } from "../shared/elements.js";
import { elementOf } from "./blocks.js";

/**
 * A grid whose cells stand for steps.
 * @typedef {[grid: Grid, stepAt: (row: number, column: number, step: number) => number]} Pick
 */

/**
 * What is said of a step: its sum and its sentence, in HTML, and which one it is.
 * @typedef {{ sum: string, say: string, at: string }} Words
 */

/**
 * A figure that finds its size in a card of some width.
 * @typedef {{ fit: (width: number, share: number, large: boolean) => void }} Fitted
 */

/**
 * An operation, step by step.
 * @typedef {object} Operation
 * @property {Part[]} parts what stands side by side
 * @property {Fitted[]} grids those of the figures that are drawn
 * @property {Grid} target the one that fills up
 * @property {number} count of the steps
 * @property {(step: number, palette: Palette, shown: number) => Words} show draws a step, filled up as far as `shown`
 * @property {Pick[]} picks
 * @property {Field} [field] what a pixel feeds
 * @property {Lens} [lens] the zoom
 */

/**
 * What is shown in place of the step: another one, what a pixel feeds, or nothing.
 * @typedef {{ step?: number, pixel?: Cell } | null} Hover
 */

export class View {
  width = 0; // pixels; 0 before it was drawn
  told = ""; // the step in words, for those who hear it

  /** @type {Hover} */
  hover = null;

  /**
   * @param {HTMLElement} root
   * @param {Operation} operation
   * @param {CardOnPage} sent
   */
  constructor(root, operation, sent) {
    /** @type {(name: string) => HTMLElement} */
    const part = (name) => partOf(root, name, HTMLElement);
    this.root = root;
    this.operation = operation;
    this.sent = sent;
    this.step = Math.min(sent.step, operation.count - 1);
    this.stage = part(".stage");
    this.sum = part(".sum");
    this.say = part(".say");
    this.at = part(".at");
    this.zoom = part(".zoom");
    this.slider = partOf(root, ".slider", HTMLInputElement);
    this.reveal = partOf(root, ".reveal", HTMLInputElement);
    this.slider.max = String(operation.count - 1);
    this.stage.replaceChildren(...operation.parts.map(elementOf));
    root.classList.toggle("large", sent.large);
  }

  /** Fill the width there is, where it is another one than before. */
  fit() {
    const { stage, operation, sent } = this;
    const width = stage.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    for (let share = 1; share > 0.35; share -= 0.08) {
      for (const grid of operation.grids) grid.fit(width, share, sent.large);
      if (stage.scrollWidth <= width) break;
    }
    operation.lens?.fit(this.zoom);
    this.sum.style.minHeight = this.say.style.minHeight = "";
    this.draw(true);
  }

  /**
   * Draw the step, or what is hovered over.
   * @param {boolean} moved whether the step is another one than before
   */
  draw(moved = false) {
    const { operation, root, sum, say, slider, step, hover } = this;
    const { lens, field } = operation;
    const palette = paletteOf(root);
    const shown = this.reveal.checked ? step : Infinity;
    const show = () => operation.show(hover?.step ?? step, palette, shown);
    let words = show();
    const followed = moved && lens?.follow();
    if (followed) words = show();
    if (field && hover?.pixel) words.say = field.show(...hover.pixel, palette, shown);
    else if (hover) words.say = `Preview: ${words.say}`;
    Object.entries({ preview: hover, field: hover?.pixel, glides: moved && !followed })
      .forEach(([name, on]) => root.classList.toggle(name, Boolean(on)));
    sum.innerHTML = words.sum;
    say.innerHTML = words.say;
    sum.tabIndex = sum.scrollHeight > sum.clientHeight ? 0 : -1; // so that it scrolls by keyboard
    for (const box of [sum, say]) box.style.minHeight = `${box.offsetHeight}px`; // so that the bar stays where it is
    if (hover) return;
    this.at.textContent = words.at;
    slider.valueAsNumber = step;
    slider.ariaValueText = words.at;
    this.told = `${words.at}. ${sum.innerText}. ${say.textContent}`;
  }
}
