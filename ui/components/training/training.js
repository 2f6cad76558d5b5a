// Curves, filters and maps of a training: drawn anew as epochs come in, gone back through without the server.

import { written, cellsFrom } from "../shared/numbers.js";
import { percent } from "../shared/shares.js";
import { decoded } from "../shared/arrays.js";
import { paletteOf, signedColor, grayColor } from "../shared/colors.js";
import { Grid } from "../shared/grids.js";
import { PHONE } from "../shared/sizes.js";
import { channelOf, sized } from "../shared/sources.js";

const SETTLED_AFTER = 350; // milliseconds without a move
const PLAY_EVERY = 350; // milliseconds an epoch
const MOVES = { Home: -Infinity, ArrowLeft: -1, ArrowRight: 1, End: Infinity };
const EDGE = { left: 40, right: 14, top: 10, bottom: 36 }; // pixels around a chart
const SVG = "http://www.w3.org/2000/svg";

const drawnOf = (name, attributes, text) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

// Round steps from 0 to at least `most`, about `wanted` of them.
const ticksUpTo = (most, wanted) => {
  const rough = most / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
  const count = Math.ceil(most / step - 1e-9);
  return cellsFrom(0, Math.max(1, count) + 1).map((number) => Number((number * step).toPrecision(6)));
};

// Writes what may be null: a loss beyond all numbers.
const told = (write) => (value) => (value === null ? "∞" : write(value));

// One chart: two curves over the epochs, with a line at the epoch in view.
class Chart {
  constructor(svg, name, title, write) {
    Object.assign(this, { svg, name, title, write });
  }

  draw({ trained, held, ticks, epochs }, epoch) {
    const width = this.svg.clientWidth;
    const height = this.svg.clientHeight;
    const [first, last] = [EDGE.left, width - EDGE.right];
    const [bottom, top] = [height - EDGE.bottom, EDGE.top];
    const most = ticks.at(-1);
    this.x = (at) => first + ((last - first) * at) / epochs;
    this.epochAt = (x) => Math.round(((x - first) / (last - first)) * epochs);
    const y = (value) => bottom - ((bottom - top) * Math.min(value, most)) / most;
    const parts = ticks.flatMap((tick) => [
      drawnOf("line", { class: "mesh", x1: first, x2: last, y1: y(tick), y2: y(tick) }),
      drawnOf("text", { x: first - 7, y: y(tick) + 4, "text-anchor": "end" }, this.write(tick)),
    ]);
    const across = ticksUpTo(epochs, width < 350 ? 5 : 8).map(Math.round).filter((tick, i, all) => tick <= epochs && tick !== all[i - 1]);
    for (const tick of across) parts.push(drawnOf("text", { x: this.x(tick), y: bottom + 17, "text-anchor": "middle" }, tick));
    parts.push(drawnOf("text", { x: last, y: bottom + 33, "text-anchor": "end" }, "epochs"));
    if (trained.length) parts.push(drawnOf("line", { class: "now", x1: this.x(epoch), x2: this.x(epoch), y1: top, y2: bottom }));
    for (const [kind, values] of Object.entries({ trained, held })) {
      const points = values.map((value, at) => `${this.x(at).toFixed(1)},${y(value).toFixed(1)}`);
      parts.push(drawnOf("polyline", { class: kind, points: points.join(" ") }));
      if (values.length) parts.push(drawnOf("circle", { class: "dot", cx: this.x(epoch), cy: y(values[epoch]), r: 4 }));
    }
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.replaceChildren(...parts);
  }

  describe(words) {
    this.svg.setAttribute("aria-label", words);
  }
}

class Training {
  constructor(root) {
    this.root = root;
    for (const name of ["status", "advice", "say", "at", "slider", "play", "weights", "picture", "filters", "live", "bar"]) this[name] = root.querySelector(`.${name}`);
    this.progress = root.querySelector(".progress");
    this.loss = new Chart(root.querySelector(".loss"), "loss", "Loss", (value) => String(value).replace(/e\+?/, "e").replace("-", "−"));
    this.accuracy = new Chart(root.querySelector(".accuracy"), "accuracy", "Accuracy", (value) => `${Math.round(value * 100)} %`);
    this.epoch = 0;
    this.follows = true; // stays at the latest epoch as epochs come in
    this.slider.oninput = () => this.go(Number(this.slider.value));
    this.play.onclick = () => this.toggle();
    this.bar.onclick = ({ target }) => this.press(target.closest("button")?.dataset.key);
    root.onkeydown = (event) => this.key(event);
    for (const { svg } of [this.loss, this.accuracy]) {
      svg.onpointerdown = (event) => {
        svg.setPointerCapture(event.pointerId);
        this.point(event, svg);
      };
      svg.onpointermove = (event) => event.buttons && this.point(event, svg);
    }
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(root);
  }

  get last() {
    return this.data.loss.trained.length - 1;
  }

  show(data) {
    const isNew = data.run !== this.data?.run;
    const isBack = !this.data && data.view !== null && data.view < data.loss.trained.length;
    this.data = data;
    if (isNew) {
      this.stop();
      clearTimeout(this.settling);
      this.follows = !isBack;
      if (isBack) this.epoch = data.view;
    }
    this.root.classList.toggle("empty", this.last < 0);
    this.status.textContent = data.status;
    this.advice.textContent = data.advice;
    this.root.classList.toggle("running", data.running);
    this.progress.firstElementChild.style.width = `${data.share * 100}%`;
    this.progress.setAttribute("aria-valuenow", Math.round(data.share * 100));
    this.slider.max = Math.max(0, this.last);
    if (this.follows || this.epoch > this.last) this.epoch = Math.max(0, this.last);
    this.build(isNew);
    this.fit();
    if (this.said !== data.running && this.said !== undefined) this.live.textContent = `${data.status} ${data.advice} ${this.say.textContent}`;
    this.said = data.running;
  }

  // The grids of filters and maps; made anew only where there is another number of them.
  build(isNew) {
    const { picture, filters, maps } = this.data;
    if (!picture) {
      this.grids = [];
      return;
    }
    this.arrays = { filters: filters && decoded(filters.values), maps: maps && decoded(maps.values), picture: decoded(picture.grid) };
    const built = `${picture.grid.values} ${filters?.values.shape.slice(1)} ${maps?.values.shape.slice(1)}`;
    if (!isNew && built === this.built) return;
    this.built = built;
    const shown = new Grid(picture.title, "", channelOf(this.arrays.picture, 0, grayColor(...picture.valueRange)), { maxWidth: 176, maxHeight: 176 });
    this.grids = [shown];
    this.picture.replaceChildren(shown.figure);
    this.filters.replaceChildren();
    if (!filters) return;
    const [, count] = filters.values.shape;
    const most = this.root.clientWidth < PHONE ? 104 : 118; // pixels; three in a row on a phone
    for (let number = 0; number < count; number++) {
      const filter = new Grid(`Filter ${number}`, "", this.source("filters", number), { maxWidth: most, maxHeight: most });
      const map = new Grid("Its map", "", this.source("maps", number), { maxWidth: most, maxHeight: most });
      const pair = document.createElement("div");
      pair.className = "pair";
      pair.append(filter.figure, map.figure);
      this.filters.append(pair);
      this.grids.push(filter, map);
    }
  }

  // A grid over one filter or map of the epoch in view.
  source(name, number) {
    const [, count, rows, columns] = this.arrays[name].shape;
    const value = (row, column) => this.arrays[name].numbers[((this.epoch * count + number) * rows + row) * columns + column];
    return { rows, columns, value, color: (row, column, palette) => signedColor(this.data[name].limit)(value(row, column), palette) };
  }

  fit() {
    if (!this.data || !this.root.clientWidth) return;
    const width = this.weights.clientWidth || this.root.clientWidth;
    if (width !== this.width || this.grids.some((grid) => !grid.width)) for (const grid of this.grids) grid.fit(width, 1);
    this.width = width;
    this.draw();
  }

  draw() {
    const { data, epoch, last } = this;
    const palette = paletteOf(this.root);
    const most = data.loss.trained.concat(data.loss.held).reduce((top, value) => Math.max(top, value ?? 0), 0);
    this.loss.draw({ ...data.loss, epochs: data.epochs, ticks: ticksUpTo(most || 1, 4) }, epoch);
    this.accuracy.draw({ ...data.accuracy, epochs: data.epochs, ticks: [0, 0.25, 0.5, 0.75, 1] }, epoch);
    for (const chart of [this.loss, this.accuracy]) chart.describe(last < 0 ? `${chart.title}: nothing trained yet` : this.words(chart));
    if (last < 0) return;
    for (const grid of this.grids) {
      grid.draw(palette);
      grid.describe(`${grid.title}, ${sized(grid)}`);
    }
    this.slider.value = epoch;
    this.at.textContent = epoch ? `epoch ${epoch} of ${data.epochs}` : "before training";
    this.slider.ariaValueText = this.at.textContent;
    this.say.replaceChildren(...this.sentence());
  }

  words(chart) {
    const { trained, held } = this.data[chart.name];
    const write = told(chart === this.loss ? written : percent);
    return `${chart.title} from epoch 0 to ${this.last}: pictures it trains with from ${write(trained[0])} to ${write(trained.at(-1))}, held-out ones from ${write(held[0])} to ${write(held.at(-1))}`;
  }

  sentence() {
    const { loss, accuracy, answers, first, beginning } = this.data;
    const bold = (text) => Object.assign(document.createElement("b"), { textContent: text });
    const { epoch } = this;
    const right = (share) => bold(told(percent)(share));
    const said = [epoch ? `Epoch ${epoch}: loss ` : `Before training (weights ${first}): loss `, bold(told(written)(loss.trained[epoch])), ", right "];
    // What it trains with is looked at on the way, the rest once the epoch is over.
    said.push(epoch ? "were " : "are ", right(accuracy.trained[epoch]), " of the pictures it trains with", epoch ? " as their turn came, and after it " : " and ");
    said.push(right(accuracy.held[epoch]), " of the held-out ones.");
    if (!epoch && beginning) said.push(` ${beginning}`);
    if (answers?.[epoch]) said.push(" Of the picture below it says: ", bold(answers[epoch]), ".");
    return said;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.last < 0) return;
    if (event.target === this.slider && event.key in MOVES) return;
    if (event.key === " " && !event.target.matches("button")) this.toggle();
    else if (!this.press(event.key)) return;
    event.preventDefault();
  }

  press(key) {
    if (!MOVES[key]) return false;
    this.go(this.epoch + MOVES[key]);
    return true;
  }

  point(event, svg) {
    if (this.last < 0) return;
    const chart = svg === this.loss.svg ? this.loss : this.accuracy;
    this.go(chart.epochAt(event.clientX - svg.getBoundingClientRect().left));
  }

  go(epoch, touched = true) {
    if (touched) this.stop();
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
      if (!this.timer) this.report(this.follows ? null : this.epoch);
    }, SETTLED_AFTER);
  }

  toggle() {
    if (this.timer) return this.stop();
    if (this.epoch === this.last) this.go(0, false);
    this.play.textContent = "Pause";
    this.timer = setInterval(() => (this.epoch === this.last ? this.stop() : this.go(this.epoch + 1, false)), PLAY_EVERY);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "Play";
  }

  close() {
    this.stop();
    clearTimeout(this.settling);
    this.watcher.disconnect();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".training");
  root.training ??= new Training(root);
  root.training.report = (epoch) => setStateValue("epoch", { run: data.run, epoch });
  root.training.show(data);
  return () => {
    root.training?.close();
    root.training = null;
  };
}
