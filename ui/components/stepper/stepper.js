// The card: puts an operation on the page, moves through its steps, and reports the step that settles.

// `operation(data)` gives {parts, grids, target, count, show(step, palette, shown) -> {sum, say, at}}: the parts of its
// picture, those that are drawn, the one that fills up (as far as step `shown`), and the words of every step; and where
// it has them `stepAt(place)` of the target, `picks` = [grid, stepAt(r, c)] of other grids, a `field` and a `lens`.

const SETTLED_AFTER = 350; // milliseconds without a move
const PLAY_EVERY = 700; // milliseconds a step
const REVEAL_UP_TO = 150; // steps; larger results are shown at once
const MOVES = { first: -Infinity, back: -1, next: 1, last: Infinity, Home: -Infinity, ArrowLeft: -1, ArrowRight: 1, End: Infinity };

class Card {
  constructor(root, data, report, old) {
    Object.assign(this, { root, data, report, reported: data.step, chosen: old?.chosen, operation: operation(data) });
    for (const name of ["stage", "sum", "say", "at", "slider", "play", "speed", "reveal", "zoom", "live"]) {
      this[name] = root.querySelector(`.${name}`);
    }
    const { count, lens, parts, field, target } = this.operation;
    this.step = Math.min(data.step, count - 1);
    this.stage.replaceChildren(...parts.map((part) => this.element(part)));
    for (const { figure } of this.operation.grids) figure.classList.toggle("aside", ![field?.grid.figure, target.figure].includes(figure));
    if (!this.chosen) this.reveal.checked = data.reveal || count <= REVEAL_UP_TO;
    this.slider.max = count - 1;
    this.play.textContent = "Play";
    this.zoom.hidden = true;
    root.classList.toggle("large", Boolean(data.large));
    if (old && lens) lens.place = old.operation.lens.place;
    this.fit();
    this.live.textContent = this.told ?? "";
    this.listen();
  }

  // A part is a figure, a sign between figures, or a block of parts in columns.
  element(part) {
    if (part instanceof Element) return part;
    const { parts, columns, narrow = Math.min(3, columns), even } = part;
    const box = document.createElement("div");
    box.className = parts ? `block ${even ? "even" : ""}` : "op";
    box.style.cssText = `--columns: ${columns}; --narrow: ${narrow}`;
    box.ariaHidden = parts ? null : true;
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
    on(this.speed, "change", () => this.timer && this.start());
    on(this.reveal, "change", () => {
      this.chosen = true;
      this.draw();
    });
    on(root, "click", ({ target }) => {
      const { go, zoom } = target.closest("button")?.dataset ?? {};
      if (go) this.go(this.step + MOVES[go]);
      if (lens?.press(zoom)) this.draw();
    });
    lens?.listen(on, () => this.drawSoon());
    listenToPointers(this, on);
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(root);
  }

  // Keys work wherever the focus is in the card, but where a control has a use for them itself.
  key(event) {
    const { key, target } = event;
    const { lens, count, target: output } = this.operation;
    if (event.ctrlKey || event.metaKey || event.altKey || target === this.speed) return;
    const rows = output.rows > 1 && { ArrowUp: -1, ArrowDown: 1 }[key];
    const move = rows ? rows * output.columns : MOVES[key];
    if (key === " " && !target.matches("button, .reveal")) this.toggle();
    else if (lens?.press(ZOOM_KEYS[key])) this.draw();
    else if (!move || target === this.slider || (rows && target === this.sum)) return;
    else if (!rows || (this.step + move >= 0 && this.step + move < count)) this.go(this.step + move);
    event.preventDefault();
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

  // Draw the step, or what is hovered over; after a move the view follows.
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
    else if (hover) words.say = `<i>Preview.</i> ${words.say}`;
    Object.entries({ preview: hover, field: hover?.pixel, glides: moved && !followed })
      .forEach(([name, on]) => root.classList.toggle(name, Boolean(on)));
    sum.innerHTML = words.sum;
    say.innerHTML = words.say;
    sum.toggleAttribute("tabindex", false);
    if (sum.scrollHeight > sum.clientHeight) sum.tabIndex = 0; // so that it scrolls by keyboard
    for (const box of [sum, say]) box.style.minHeight = `${box.offsetHeight}px`; // so that the bar stays where it is
    if (hover) return;
    this.at.textContent = words.at;
    this.slider.value = this.step;
    this.slider.setAttribute("aria-valuetext", words.at);
    this.told = `${words.at}. ${sum.textContent}. ${say.textContent}`;
  }

  // At most once a frame.
  drawSoon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  // Show another {step}, or what a {pixel} feeds, for as long as the pointer is there; null for the step again.
  preview(hover) {
    const wanted = hover?.step === this.step ? null : hover;
    const same = wanted?.step === this.hover?.step && String(wanted?.pixel) === String(this.hover?.pixel);
    if (same || this.timer) return;
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
      if (this.timer || this.reported === this.step) return;
      this.reported = this.step;
      this.report(this.step);
    }, SETTLED_AFTER);
  }

  toggle() {
    if (this.timer) this.pause();
    else this.start();
  }

  start() {
    clearInterval(this.timer);
    const last = this.operation.count - 1;
    if (this.step === last) this.go(0, false);
    this.timer = setInterval(() => (this.step === last ? this.pause() : this.go(this.step + 1, false)), PLAY_EVERY / parseFloat(this.speed.value));
    this.play.textContent = "Pause";
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "Play";
    this.settleSoon();
  }

  close() {
    clearInterval(this.timer);
    clearTimeout(this.settling);
    cancelAnimationFrame(this.frame);
    this.watcher?.disconnect();
    this.stopping?.abort();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".stepper");
  const old = root.card;
  root.classList.add("started"); // or else a sentence appears that it could not start
  try {
    if (old && old.data.digest === data.digest && old.data.step === data.step) {
      old.draw();
    } else {
      old?.close();
      root.card = new Card(root, data, (step) => setStateValue("step", step), old);
    }
  } catch (error) {
    root.classList.add("failed");
    console.warn(error);
  }
  return () => {
    root.card?.close();
    root.card = null;
  };
}
