// The settings of a layer: numbers with a button on either side, switches, choices.

export const made = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text });

const SETTLED_AFTER = 350; // milliseconds without a key

// A value is a number, or two, for rows and for columns, where they differ.
export const isSame = (one, other) => String(one) === String(other);
const textOf = (value) => [value].flat().join("×");
const mapped = (value, change) => (Array.isArray(value) ? oneOrTwo(...value.map(change)) : change(value));
const oneOrTwo = (rows, columns) => (rows === columns ? rows : [rows, columns]);

// A number between limits. What is typed out of them is refused in place and not reported.
class NumberControl {
  constructor({ label, name, limits, by = 1 }, change, refuse) {
    Object.assign(this, { name, limits, label, change, refuse });
    this.box = made("div", "number");
    this.field = Object.assign(made("input"), { type: "number", min: limits[0], max: limits[1], step: 1 });
    const id = `field-${(NumberControl.count = (NumberControl.count ?? 0) + 1)}`;
    this.field.id = id;
    const caption = Object.assign(made("label", "", label), { htmlFor: id });
    const [less, more] = [[-by, "−", `Less: ${label}`], [by, "+", `More: ${label}`]].map(([step, sign, spoken]) => {
      const button = made("button", "", sign);
      button.setAttribute("aria-label", spoken);
      button.onclick = () => this.step(step);
      return button;
    });
    const line = made("span", "line");
    line.append(less, this.field, more);
    this.box.append(caption, line);
    Object.assign(this, { less, more });
    this.field.oninput = () => {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.read(), SETTLED_AFTER);
    };
    this.field.onblur = () => this.read();
    this.field.onkeydown = (event) => {
      event.stopPropagation();
      if (event.key === "Enter") this.read();
    };
  }

  // The value is brought up or down, as far as the limits allow.
  step(by) {
    const [low, high] = this.limits;
    const next = mapped(this.value, (part) => Math.max(low, Math.min(high, part + by)));
    this.mark(false);
    if (!isSame(next, this.value)) this.change(this.name, next);
  }

  // What is typed; `undefined` where it is no value.
  get typed() {
    return this.field.value === "" ? undefined : Number(this.field.value);
  }

  get wanted() {
    return `type a whole number from ${this.limits[0]} to ${this.limits[1].toLocaleString("en-US")}`;
  }

  read() {
    clearTimeout(this.settling);
    const { typed } = this;
    const [low, high] = this.limits;
    const fits = [typed].flat().every((part) => Number.isInteger(part) && part >= low && part <= high);
    this.mark(!fits);
    if (!fits) this.refuse(`${this.label}: ${this.wanted}. Until then, ${textOf(this.value)} counts.`);
    else if (!isSame(typed, this.value)) this.change(this.name, typed);
  }

  mark(refused) {
    this.field.setAttribute("aria-invalid", String(refused));
    if (!refused) this.refuse("");
  }

  show(value) {
    const typing = this.field.matches(":focus") && isSame(this.typed, value);
    this.value = value;
    if (typing || value === "same") return;
    this.field.value = textOf(value);
    this.field.setAttribute("aria-invalid", "false");
    this.less.setAttribute("aria-disabled", String([value].flat().every((part) => part <= this.limits[0])));
    this.more.setAttribute("aria-disabled", String([value].flat().every((part) => part >= this.limits[1])));
  }
}

// One number for rows and columns, or both, such as 3×5.
class PairControl extends NumberControl {
  constructor(options, change, refuse) {
    super(options, change, refuse);
    Object.assign(this.field, { type: "text", autocomplete: "off", title: "One number, or rows × columns, such as 3×5" });
    const { onkeydown } = this.field;
    this.field.onkeydown = (event) => {
      onkeydown(event);
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.step(by);
    };
  }

  get typed() {
    const found = this.field.value.match(/^\s*(\d+)(?:\s*[x×*, ]\s*(\d+))?\s*$/i);
    return found ? oneOrTwo(Number(found[1]), Number(found[2] ?? found[1])) : undefined;
  }

  get wanted() {
    return `${super.wanted}, or two of them, such as 3×5 for rows and columns`;
  }
}

// Padding: numbers, or "same".
class PaddingControl extends PairControl {
  constructor(options, change, refuse) {
    super(options, change, refuse);
    this.same = made("button", "same", "same");
    this.same.title = "As much as keeps the size, at stride 1";
    this.same.onclick = () => this.change("padding", this.isSame ? 0 : "same");
    this.box.querySelector(".line").append(this.same);
  }

  show(value) {
    this.isSame = value === "same";
    this.same.setAttribute("aria-pressed", String(this.isSame));
    for (const part of [this.field, this.less, this.more]) part.disabled = this.isSame;
    super.show(value);
    if (this.isSame) this.field.value = "";
  }
}

class SwitchControl {
  constructor({ label, name }, change) {
    this.box = made("label", "switch");
    this.field = Object.assign(made("input"), { type: "checkbox" });
    this.field.onchange = () => change(name, this.field.checked);
    this.box.append(this.field, label);
    this.name = name;
  }

  show(value) {
    this.field.checked = value;
  }
}

class ChoiceControl {
  constructor({ label, name, options }, change) {
    this.box = made("label", "choice", label);
    this.field = made("select");
    this.field.append(...Object.entries(options).map(([value, text]) => new Option(text, value)));
    this.field.onchange = () => change(name, this.field.value);
    this.box.append(this.field);
    this.name = name;
  }

  show(value) {
    this.field.value = value;
  }
}

const DILATION = { type: NumberControl, label: "Dilation", name: "dilation", rare: true };
const BIAS = { type: SwitchControl, label: "Bias", name: "bias", rare: true };
const STRIDE = { type: PairControl, label: "Stride", name: "stride" };

// What each kind of layer can be set to; what is `rare` stands behind “More”.
export const CONTROLS = {
  conv: [
    { type: NumberControl, label: "Filters", name: "filters" },
    { type: PairControl, label: "Kernel", name: "kernel", by: 2 },
    STRIDE,
    { type: PaddingControl, label: "Padding", name: "padding" },
    DILATION,
    BIAS,
    { type: SwitchControl, label: "Divide by the number of cells", name: "average", rare: true },
  ],
  pool: [
    { type: ChoiceControl, label: "Keep", name: "mode", options: { max: "Maximum", avg: "Average" } },
    { type: PairControl, label: "Window", name: "window" },
    STRIDE,
    { type: PairControl, label: "Padding", name: "padding", rare: true },
  ],
  dense: [{ type: NumberControl, label: "Units", name: "units" }, BIAS],
};

// What a new layer is set to; a kind that is missing has no settings.
export const NEW = {
  conv: { filters: 4, kernel: 3, stride: 1, padding: 0, dilation: 1, average: false, bias: true },
  pool: { window: 2, stride: 2, padding: 0, mode: "max" },
  dense: { units: 10, bias: true },
};
