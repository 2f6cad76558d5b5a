// Dense: one unit adds up every entry of a vector times its weight.

/** @import { DenseCard } from "../shared/wire.js" */
/** @import { Operation } from "./view.js" */

import { decoded, largestOf } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { written, factor, asRead, equals, tinted, result, inThousands, counted } from "../shared/numbers.js";
import { PAGE, pagesOf } from "../shared/pages.js";
import { cellOf } from "../shared/sources.js";
import { VectorGrid } from "../shared/vector_grid.js";
import { card } from "./card.js";

/** @type {(data: DenseCard) => Operation} */
export const operation = (data) => {
  const x = decoded(data.input).numbers;
  const w = decoded(data.weights).numbers;
  const order = decoded(data.order).numbers;
  const logits = decoded(data.output).numbers;
  const length = x.length;
  const products = x.map((value, i) => value * w[i]);
  let soFar = data.bias;
  const sums = order.map((entry) => (soFar += products[entry])); // what the sum has come to after each step
  const view = pagesOf(length, data.maps, (k) => order[k]);
  const inputs = view.grid("Vector", "", x, largestOf(x));
  const weights = view.grid("Weights", `of the unit “${data.unit}”`, w, largestOf(w));
  const terms = view.grid("Products", "", products, largestOf(products));
  const logitColor = signedColor(largestOf(logits));
  const outputs = new VectorGrid("Logits", counted(logits.length, "unit"), {
    count: logits.length, per: logits.length, names: data.names, value: (i) => logits[i],
    color: (i, palette) => logitColor(logits[i], palette), where: (i) => `unit ${data.names[i]}` }, { big: true });
  const each = length / data.maps;
  /**
   * Where an entry comes from.
   * @type {(entry: number) => string}
   */
  const origin = (entry) => {
    const [map, inMap] = cellOf(entry, each);
    const [row, column] = cellOf(inMap, data.mapColumns);
    return `${data.mapNames[map]}, row ${row}, column ${column}`;
  };

  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    const now = order[step];
    const last = step === length - 1;
    const total = last ? logits[data.unitIndex] : sums[step];
    view.turnTo(step);
    inputs.note.textContent = view.note("terms", 1);
    /** @type {(place: number) => boolean} */
    const coming = (place) => view.start + place > step;
    /** @type {(place: number) => boolean} */
    const unseen = (place) => view.start + place > Math.max(shown, step);
    for (const part of [inputs, weights, terms]) {
      part.drawPlaces(palette, { dim: coming, blank: part === terms && unseen });
      part.frameAt(step - view.start);
    }
    outputs.drawPlaces(palette, { dim: (i) => i !== data.unitIndex, blank: shown < length - 1 && !last && ((i) => i === data.unitIndex) });
    outputs.frameAt(data.unitIndex);
    // Only the latest terms are written out; those before them stand as one sum.
    const earlier = sums.slice(0, Math.floor(step / PAGE) * PAGE);
    const before = earlier.at(-1) ?? data.bias;
    let read = asRead(before);
    /** @type {string[]} */
    const list = [];
    for (const entry of order.slice(earlier.length, step + 1)) {
      read += asRead(x[entry]) * asRead(w[entry]);
      list.push(tinted(`${factor(x[entry])}·${factor(w[entry])}`, products[entry]));
    }
    const opening = earlier.length ? `<b>${inThousands(earlier.length)} earlier terms and the bias</b>` : "<b>bias</b>";
    const product = products[now];
    const change = asRead(product) === 0 ? "adds nothing" : product > 0 ? `adds ${written(product)}` : `takes away ${written(-product)}`;
    inputs.describe(`Vector, now entry ${now}: ${written(x[now])}`);
    weights.describe(`Weights of unit ${data.unit}, now entry ${now}: ${written(w[now])}`);
    terms.describe(`Products, now entry ${now}: ${written(product)}`);
    outputs.describe(`Logits: ${logits.map((value, i) => `${data.names[i]} ${written(value)}`).join(", ")}`);
    return {
      sum: `${opening} ${factor(before)} + ${list.join(" + ")} ${equals(read, total)} ${result(total)}`,
      say: last ? `All ${inThousands(length)} terms and the bias are in: the logit of “${data.unit}” is <b>${written(total)}</b>.`
        : `Entry ${inThousands(now)} (${origin(now)}) is ${written(x[now])}, its weight ${written(w[now])}: it ${change}. `
          + `So far <b>${written(total)}</b>.`,
      at: `term ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  const lines = ["", inputs.figure, "×", weights.figure, "=", terms.figure, "→", outputs.figure];
  return { parts: [{ columns: 2, narrow: 1, parts: lines }], grids: [inputs, weights, terms, outputs], target: terms,
    picks: [inputs, weights, terms].map(view.pick), count: length, show };
};

export default card(operation);
