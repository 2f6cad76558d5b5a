// The card: moves through the steps of an operation, reports the one that settles.

/** @import { Listen, Mounted } from "../shared/elements.js" */
/** @import { CardOnPage } from "../shared/wire.js" */
/** @import { Hover, Operation } from "./view.js" */

import { partOf } from "../shared/elements.js";
import { listenToControls } from "./controls.js";
import { Player } from "./player.js";
import { listenToPointers } from "./pointing.js";
import { View } from "./view.js";

const SETTLED_AFTER = 350; // milliseconds without a move

export class Card extends View {
  chosen = false; // whether somebody has chosen if the result is revealed as it goes

  /** @type {number | undefined} */
  drawing; // the frame that it draws in

  /** @type {number | undefined} */
  settling; // a timer

  stopping = new AbortController(); // ends listening

  /**
   * @param {HTMLElement} root
   * @param {Operation} operation
   * @param {CardOnPage} sent
   * @param {(step: number) => void} report
   * @param {boolean} [chosen]
   */
  constructor(root, operation, sent, report, chosen = false) {
    super(root, operation, sent);
    this.report = report;
    this.chosen = chosen;
    if (!chosen) this.reveal.checked = sent.reveal;
    this.live = partOf(root, ".live", HTMLElement);
    this.player = new Player(partOf(root, ".play", HTMLElement), partOf(root, ".speed", HTMLSelectElement), () => this.advance());
    this.fit();
    this.live.textContent = this.told;
    /** @type {Listen} */
    const on = (element, type, action) => element.addEventListener(type, action, { signal: this.stopping.signal, passive: false });
    listenToControls(this, on);
    operation.lens?.listen(on, () => this.drawSoon());
    listenToPointers(this, on);
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(root);
  }

  drawSoon() {
    this.drawing ??= requestAnimationFrame(() => {
      this.drawing = undefined;
      this.draw();
    });
  }

  /**
   * Show another step, what a pixel feeds, or nothing but the step of the card.
   * @param {Hover} hover
   */
  preview(hover) {
    const wanted = hover?.step === this.step ? null : hover;
    if (this.player.plays || JSON.stringify(wanted) === JSON.stringify(this.hover)) return;
    this.hover = wanted;
    this.drawSoon();
  }

  /**
   * Go to a step, or to the nearest one there is.
   * @param {number} step
   * @param {boolean} touched whether a person does, which ends playing
   */
  go(step, touched = true) {
    if (touched) this.pause();
    const next = Math.max(0, Math.min(this.operation.count - 1, step));
    if (next === this.step && !this.hover) return;
    this.step = next;
    this.hover = null;
    this.draw(true);
    this.settleSoon();
  }

  settleSoon() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.live.textContent = this.told;
      if (!this.player.plays) this.report(this.step);
    }, SETTLED_AFTER);
  }

  /** Go to the next step, playing; the last one is the end of it. */
  advance() {
    if (this.step === this.operation.count - 1) this.pause();
    else this.go(this.step + 1, false);
  }

  toggle(plays = !this.player.plays) {
    if (plays) this.player.start();
    else this.player.stop();
    if (plays && this.step === this.operation.count - 1) this.go(0, false);
    this.settleSoon();
  }

  pause() {
    if (this.player.plays) this.toggle(false);
  }

  close() {
    this.player.stop();
    clearTimeout(this.settling);
    if (this.drawing) cancelAnimationFrame(this.drawing);
    this.watcher.disconnect();
    this.stopping.abort();
  }
}

/** @type {WeakMap<Element, Card>} */
const cards = new WeakMap(); // those on the page

/**
 * The component that shows an operation.
 * @template {CardOnPage["card"]} Kind
 * @param {(data: Kind) => Operation} operationOf
 * @returns {(mounted: Mounted<CardOnPage & { card: Kind }>) => () => void}
 */
export const card = (operationOf) => ({ data, parentElement, setStateValue }) => {
  const root = partOf(parentElement, ".stepper", HTMLElement);
  const old = cards.get(root);
  const close = () => {
    cards.get(root)?.close();
    cards.delete(root);
  };
  root.classList.add("started"); // or else a sentence appears that it could not start
  try {
    if (old?.sent.digest === data.digest && old.sent.step === data.step) {
      old.draw();
    } else {
      close();
      root.classList.remove("failed");
      const operation = operationOf(data.card);
      if (operation.lens && old?.operation.lens) operation.lens.place = old.operation.lens.place;
      cards.set(root, new Card(root, operation, data, (step) => setStateValue("step", step), old?.chosen));
    }
  } catch (error) {
    root.classList.add("failed");
    console.warn(error);
  }
  return close;
};
