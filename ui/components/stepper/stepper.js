// The card: puts an operation on the page, moves through its steps, and reports the step that settles.

// An operation is {parts, grids, target, count, show(step, palette, reveal) -> {sum, say, at}}: the parts of its picture,
// those of them that are drawn, the one that fills up, and for every step what is summed, told and counted.
const OPERATIONS = { convolution, pooling, activation, flatten, dense, softmax };

const SETTLED_AFTER = 350; // milliseconds without a move
const PLAY_EVERY = 700; // milliseconds a step
const REVEAL_UP_TO = 150; // steps; larger results are shown at once
const cards = new WeakMap();
const chosen = new WeakSet(); // cards whose reader has said whether to reveal as it goes

class Card {
  constructor(root, data, report) {
    Object.assign(this, { root, data, report });
    this.operation = OPERATIONS[data.operation](data);
    this.step = Math.min(data.step, this.operation.count - 1);
    this.stage = root.querySelector(".stage");
    this.stage.replaceChildren(...this.operation.parts.map((part) => this.element(part)));
    if (!chosen.has(root)) root.querySelector(".reveal").checked = data.reveal || this.operation.count <= REVEAL_UP_TO;
    this.slider = root.querySelector("input[type=range]");
    this.slider.max = this.operation.count - 1;
    this.play = root.querySelector(".play");
    this.stopping = new AbortController();
    const on = (element, type, action) => element.addEventListener(type, action, { signal: this.stopping.signal });
    on(this.slider, "input", () => this.go(Number(this.slider.value)));
    for (const button of root.querySelectorAll("[data-go]")) {
      on(button, "click", () => this.go({ first: 0, back: this.step - 1, next: this.step + 1, last: Infinity }[button.dataset.go]));
    }
    on(this.play, "click", () => (this.timer ? this.pause() : this.start()));
    on(root.querySelector(".reveal"), "change", () => {
      chosen.add(root);
      this.draw();
    });
    const { target } = this.operation;
    on(target.canvas, "click", (event) => this.pick(target, event));
    for (const [grid, stepAt] of this.operation.picks ?? []) {
      on(grid.canvas, "click", (event) => this.go(Math.min(this.operation.count - 1, stepAt(...grid.cellAt(event)))));
    }
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(root);
    this.fit();
    this.speak();
  }

  element(part) {
    if (typeof part !== "string" && !part.parts) return part;
    const box = document.createElement(part.parts ? "div" : "span");
    if (part.parts) {
      box.className = "block";
      box.style.setProperty("--columns", part.columns);
      box.classList.toggle("even", Boolean(part.even));
      if (part.narrow) box.style.setProperty("--narrow", part.narrow);
      box.append(...part.parts.map((inner) => this.element(inner)));
    } else {
      box.className = "op";
      box.textContent = part;
      box.setAttribute("aria-hidden", "true");
    }
    return box;
  }

  pick(target, event) {
    const [row, column] = target.cellAt(event);
    const position = row * target.columns + column;
    const step = this.operation.stepAt?.(position) ?? position;
    if (step < this.operation.count) this.go(step);
  }

  fit() {
    const width = this.stage.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    for (const share of [1, 0.85, 0.7, 0.55, 0.4]) {
      for (const grid of this.operation.grids) grid.fit(width, share);
      if (this.stage.scrollWidth <= width) break;
    }
    this.draw();
  }

  draw() {
    const reveal = this.root.querySelector(".reveal").checked;
    const { sum, say, at } = this.operation.show(this.step, paletteOf(this.root), reveal);
    const box = this.root.querySelector(".sum");
    box.innerHTML = sum;
    box.toggleAttribute("tabindex", false);
    if (box.scrollHeight > box.clientHeight) box.tabIndex = 0; // so that it scrolls by keyboard
    this.root.querySelector(".say").innerHTML = say;
    this.root.querySelector(".at").textContent = at;
    this.slider.value = this.step;
    this.slider.setAttribute("aria-valuetext", at);
  }

  go(step, touched = true) {
    if (touched) this.pause();
    const next = Math.max(0, Math.min(this.operation.count - 1, step));
    if (next === this.step) return;
    this.step = next;
    this.draw();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settle(), SETTLED_AFTER);
  }

  settle() {
    this.speak();
    if (!this.timer) this.report(this.step);
  }

  speak() {
    const words = (name) => this.root.querySelector(name).textContent;
    this.root.querySelector(".live").textContent = `${words(".at")}. ${words(".sum")}. ${words(".say")}`;
  }

  start() {
    if (this.step === this.operation.count - 1) this.go(0);
    this.timer = setInterval(() => {
      if (this.step === this.operation.count - 1) this.pause();
      else this.go(this.step + 1, false);
    }, PLAY_EVERY);
    this.play.textContent = "Pause";
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "Play";
    this.settling = setTimeout(() => this.settle(), SETTLED_AFTER);
  }

  close() {
    clearInterval(this.timer);
    clearTimeout(this.settling);
    this.watcher.disconnect();
    this.stopping.abort();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".stepper");
  const old = cards.get(root);
  if (old && old.data.digest === data.digest && old.data.step === data.step) {
    old.draw();
  } else {
    if (old) old.close();
    cards.set(root, new Card(root, data, (step) => setStateValue("step", step)));
  }
  return () => {
    cards.get(root)?.close();
    cards.delete(root);
  };
}
