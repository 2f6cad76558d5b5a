// The card: shows an operation, moves through its steps, reports the one that settles. step_card.py says what
// `operation(data)` gives.

import { paletteOf } from "../shared/grids.js";
import { listenToPointers } from "./pointing.js";

const SETTLED_AFTER = 350; // milliseconds without a move
const PLAY_EVERY = 700; // milliseconds a step
const REVEAL_UP_TO = 150; // steps; larger results are shown at once
const MOVES = { Home: -Infinity, ArrowLeft: -1, ArrowRight: 1, End: Infinity };

class Card {
  constructor(root, data, operation, report, old) {
    Object.assign(this, { root, data, operation, report, chosen: old?.chosen, hover: null });
    for (const name of "stage sum say at slider play speed reveal zoom live".split(" ")) this[name] = root.querySelector(`.${name}`);
    const { count, lens, parts } = this.operation;
    this.step = Math.min(data.step, count - 1);
    this.stage.replaceChildren(...parts.map((part) => this.element(part)));
    if (!this.chosen) this.reveal.checked = data.reveal || count <= REVEAL_UP_TO;
    this.slider.max = count - 1;
    this.play.textContent = "Play";
    root.classList.toggle("large", data.large);
    if (old && lens) lens.place = old.operation.lens.place;
    this.fit();
    this.live.textContent = this.told ?? "";
    this.listen();
  }

  // A part is a figure, a sign, or a block of parts in columns.
  element(part) {
    if (part instanceof Element) return part;
    const { parts, columns, narrow = Math.min(3, columns), even } = part;
    const box = document.createElement("div");
    box.className = parts ? `block ${even ? "even" : ""}` : "op";
    box.style.cssText = `--columns: ${columns}; --narrow: ${narrow}`;
    box.append(...(parts?.map((inner) => this.element(inner)) ?? [part]));
    return box;
  }

  listen() {
    const { root, slider, operation: { lens } } = this;
    this.stopping = new AbortController();
    const on = (element, type, action) => element.addEventListener(type, action, { signal: this.stopping.signal, passive: false });
    on(root, "keydown", (event) => this.key(event));
    on(root, "pointerdown", ({ target }) => target.closest(".play, .speed") || this.pause());
    on(slider, "input", () => this.go(Number(slider.value)));
    on(this.play, "click", () => this.toggle());
    on(this.speed, "change", () => this.timer && this.toggle(true));
    on(this.reveal, "change", () => {
      this.chosen = true;
      this.draw();
    });
    on(root, "click", ({ target }) => this.press(target.closest("button")?.dataset.key));
    lens?.listen(on, () => this.drawSoon());
    listenToPointers(this, on);
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(root);
  }

  // Keys work all over the card, unless a control needs them itself.
  key(event) {
    const { key, target } = event;
    const { count, target: output } = this.operation;
    if (event.ctrlKey || event.metaKey || event.altKey || target === this.speed) return;
    const rows = output.rows > 1 && { ArrowUp: -1, ArrowDown: 1 }[key];
    const next = this.step + rows * output.columns;
    if (key === " " && !target.matches("button, .reveal")) this.toggle();
    else if (target === this.slider && (rows || MOVES[key])) return;
    else if (rows && target !== this.sum) this.go(next >= 0 && next < count ? next : this.step);
    else if (!this.press(key)) return;
    event.preventDefault();
  }

  // Do what a key means; whether it means anything.
  press(key) {
    if (this.operation.lens?.press(key)) this.draw();
    else if (MOVES[key]) this.go(this.step + MOVES[key]);
    else return false;
    return true;
  }

  fit() {
    const { stage, operation } = this;
    const width = stage.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    for (let share = 1; share > 0.35; share -= 0.08) {
      for (const grid of operation.grids) grid.fit(width, share, this.data.large);
      if (stage.scrollWidth <= width) break;
    }
    operation.lens?.fit(this.zoom);
    this.sum.style.minHeight = this.say.style.minHeight = "";
    this.draw(true);
  }

  // Draw the step, or what is hovered over.
  draw(moved = false) {
    const { operation, root, sum, say, hover } = this;
    const { lens, field } = operation;
    const palette = paletteOf(root);
    const shown = this.reveal.checked ? this.step : Infinity;
    const show = () => operation.show(hover?.step ?? this.step, palette, shown);
    let words = show();
    const followed = moved && lens?.follow();
    if (followed) words = show();
    if (hover?.pixel) words.say = field.show(...hover.pixel, palette, shown);
    else if (hover) words.say = `Preview: ${words.say}`;
    Object.entries({ preview: hover, field: hover?.pixel, glides: moved && !followed })
      .forEach(([name, on]) => root.classList.toggle(name, Boolean(on)));
    sum.innerHTML = words.sum;
    say.innerHTML = words.say;
    sum.tabIndex = sum.scrollHeight > sum.clientHeight ? 0 : -1; // so that it scrolls by keyboard
    for (const box of [sum, say]) box.style.minHeight = `${box.offsetHeight}px`; // so that the bar stays where it is
    if (hover) return;
    this.at.textContent = words.at;
    this.slider.value = this.step;
    this.slider.ariaValueText = words.at;
    this.told = `${words.at}. ${sum.innerText}. ${say.textContent}`;
  }

  drawSoon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  // Show another {step}, what a {pixel} feeds, or nothing but the step.
  preview(hover) {
    const wanted = hover?.step === this.step ? null : hover;
    if (this.timer || JSON.stringify(wanted) === JSON.stringify(this.hover)) return;
    this.hover = wanted;
    this.drawSoon();
  }

  go(step, touched = true) {
    if (touched) this.pause();
    const next = Math.max(0, Math.min(this.operation.count - 1, step));
    if (next === this.step && !this.hover) return;
    Object.assign(this, { step: next, hover: null });
    this.draw(true);
    this.settleSoon();
  }

  settleSoon() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.live.textContent = this.told;
      if (!this.timer) this.report(this.step);
    }, SETTLED_AFTER);
  }

  toggle(playing = !this.timer) {
    const last = this.operation.count - 1;
    const next = () => (this.step === last ? this.pause() : this.go(this.step + 1, false));
    clearInterval(this.timer);
    this.timer = playing ? setInterval(next, PLAY_EVERY / parseFloat(this.speed.value)) : null;
    this.play.textContent = playing ? "Pause" : "Play";
    if (playing && this.step === last) this.go(0, false);
    this.settleSoon();
  }

  pause() {
    if (this.timer) this.toggle(false);
  }

  close() {
    clearInterval(this.timer);
    clearTimeout(this.settling);
    cancelAnimationFrame(this.frame);
    this.watcher.disconnect();
    this.stopping.abort();
  }
}

// The component that shows an operation.
export const card = (operation) => ({ data, parentElement, setStateValue }) => {
  const root = parentElement.querySelector(".stepper");
  const old = root.card;
  root.classList.add("started"); // or else a sentence appears that it could not start
  try {
    if (old?.data.digest === data.digest && old.data.step === data.step) {
      old.draw();
    } else {
      old?.close();
      root.card = null;
      root.classList.remove("failed");
      root.card = new Card(root, data, operation(data), (step) => setStateValue("step", step), old);
    }
  } catch (error) {
    root.classList.add("failed");
    console.warn(error);
  }
  return () => {
    root.card?.close();
    root.card = null;
  };
};
