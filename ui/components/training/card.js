// Curves, filters and maps of a training: drawn anew as epochs come in, gone back through without the server.

/** @import { TrainingData } from "../shared/wire.js" */

import { paletteOf } from "../shared/colors.js";
import { partOf } from "../shared/elements.js";
import { eventPart } from "../shared/nodes.js";
import { Chart } from "./chart.js";
import { ticksUpTo } from "./scales.js";
import { Weights } from "./weights.js";
import { chartWords, epochSentence } from "./words.js";

const SETTLED_AFTER = 350; // milliseconds without a move
const PLAY_EVERY = 350; // milliseconds an epoch

/** @type {Record<string, number>} */
const EPOCHS_ON = { Home: -Infinity, ArrowLeft: -1, ArrowRight: 1, End: Infinity }; // by keys

export class Training {
  epoch = 0; // in view
  follows = true; // stays at the latest epoch as epochs come in

  /** @type {boolean | undefined} */
  ran; // whether it was running when it was last shown

  /** @type {number | undefined} */
  settling; // a timer

  /** @type {number | undefined} */
  playing; // a timer

  /**
   * @param {HTMLElement} root
   * @param {TrainingData} data
   */
  constructor(root, data) {
    /** @type {(name: string) => HTMLElement} */
    const part = (name) => partOf(root, name, HTMLElement);
    /** @type {(epoch: number | null) => void} */
    this.report = () => {};
    this.root = root;
    this.data = data;
    this.status = part(".status");
    this.progress = part(".progress");
    this.done = part(".progress > div");
    this.advice = part(".advice");
    this.say = part(".say");
    this.at = part(".at");
    this.live = part(".live");
    this.play = part(".play");
    this.slider = partOf(root, ".slider", HTMLInputElement);
    this.loss = new Chart(partOf(root, ".loss", SVGSVGElement), "loss", "Loss", (tick) => String(tick).replace(/e\+?/, "e").replace("-", "−"));
    this.accuracy = new Chart(partOf(root, ".accuracy", SVGSVGElement), "accuracy", "Accuracy", (tick) => `${Math.round(tick * 100)} %`);
    this.charts = [this.loss, this.accuracy];
    this.weights = new Weights(root);
    if (data.view !== null && data.view <= this.last) {
      this.follows = false;
      this.epoch = data.view;
    }
    this.listen();
    this.show(data, true);
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(root);
  }

  listen() {
    this.slider.oninput = () => this.go(Number(this.slider.value));
    this.play.onclick = () => this.toggle();
    partOf(this.root, ".bar", HTMLElement).onclick = (event) => this.press(eventPart(event, "button")?.dataset.key ?? "");
    this.root.onkeydown = (event) => this.key(event);
    for (const chart of this.charts) {
      chart.svg.onpointerdown = (event) => {
        chart.svg.setPointerCapture(event.pointerId);
        this.point(event, chart);
      };
      chart.svg.onpointermove = (event) => event.buttons && this.point(event, chart);
    }
  }

  /** The latest epoch; -1 where there is none. */
  get last() {
    return this.data.loss.trained.length - 1;
  }

  /**
   * Take what Python says.
   * @param {TrainingData} data
   */
  follow(data) {
    const isNew = data.run !== this.data.run;
    if (isNew) {
      this.stop();
      clearTimeout(this.settling);
      this.follows = true;
    }
    this.show(data, isNew);
  }

  /**
   * @param {TrainingData} data
   * @param {boolean} isNew whether it is another training than before
   */
  show(data, isNew) {
    this.data = data;
    this.root.classList.toggle("empty", this.last < 0);
    this.status.textContent = data.status;
    this.advice.textContent = data.advice;
    this.root.classList.toggle("running", data.running);
    this.done.style.width = `${data.share * 100}%`;
    this.progress.setAttribute("aria-valuenow", String(Math.round(data.share * 100)));
    this.slider.max = String(Math.max(0, this.last));
    if (this.follows || this.epoch > this.last) this.epoch = Math.max(0, this.last);
    this.weights.take(data, isNew);
    this.fit();
    if (this.ran !== undefined && this.ran !== data.running) this.live.textContent = `${data.status} ${data.advice} ${this.say.textContent}`;
    this.ran = data.running;
  }

  fit() {
    if (!this.root.clientWidth) return;
    this.weights.fit();
    this.draw();
  }

  draw() {
    const { data, epoch, last } = this;
    const most = Math.max(0, ...data.loss.trained.map(Number), ...data.loss.held.map(Number)); // null counts as 0
    this.loss.draw(data.loss, ticksUpTo(most || 1, 4), data.epochs, epoch);
    this.accuracy.draw(data.accuracy, [0, 0.25, 0.5, 0.75, 1], data.epochs, epoch);
    for (const chart of this.charts) chart.describe(chartWords(chart, data));
    if (last < 0) return;
    this.weights.draw(epoch, paletteOf(this.root));
    this.slider.value = String(epoch);
    this.at.textContent = epoch ? `epoch ${epoch} of ${data.epochs}` : "before training";
    this.slider.ariaValueText = this.at.textContent;
    this.say.replaceChildren(...epochSentence(data, epoch));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.last < 0) return;
    if (event.target === this.slider && event.key in EPOCHS_ON) return;
    if (event.key === " " && !(event.target instanceof HTMLButtonElement)) this.toggle();
    else if (!this.press(event.key)) return;
    event.preventDefault();
  }

  /**
   * Do what a key means; whether it means anything.
   * @param {string} key
   */
  press(key) {
    if (!(key in EPOCHS_ON)) return false;
    this.go(this.epoch + EPOCHS_ON[key]);
    return true;
  }

  /**
   * @param {PointerEvent} event
   * @param {Chart} chart
   */
  point(event, chart) {
    this.go(chart.epochAt(event.clientX - chart.svg.getBoundingClientRect().left));
  }

  /**
   * Go to an epoch, or to the nearest one there is.
   * @param {number} epoch
   * @param {boolean} touched whether a person does, which ends playing
   */
  go(epoch, touched = true) {
    if (touched) this.stop();
    if (this.last < 0) return;
    const next = Math.max(0, Math.min(this.last, epoch));
    this.follows = next === this.last;
    if (next === this.epoch) return;
    this.epoch = next;
    this.draw();
    this.settleSoon();
  }

  settleSoon() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.live.textContent = `${this.at.textContent}. ${this.say.textContent}`;
      if (!this.playing) this.report(this.follows ? null : this.epoch);
    }, SETTLED_AFTER);
  }

  toggle() {
    if (this.playing || this.last < 0) return this.stop();
    if (this.epoch === this.last) this.go(0, false);
    this.play.textContent = "Pause";
    this.playing = setInterval(() => (this.epoch === this.last ? this.stop() : this.go(this.epoch + 1, false)), PLAY_EVERY);
  }

  stop() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.play.textContent = "Play";
  }

  close() {
    this.stop();
    clearTimeout(this.settling);
    this.watcher.disconnect();
  }
}
