// Backward through a convolution: another convolution, of what came in with the gradient, or of the gradient with the turned kernel.

/** @import { BackwardConvolutionCard } from "../shared/wire.js" */
/** @import { Part } from "./blocks.js" */
/** @import { Operation } from "./view.js" */

import { decoded, largestOf } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { Grid } from "../shared/grids.js";
import { inputColor, inputSource, isSmall, largestIn } from "../shared/inputs.js";
import { Lens } from "../shared/lens.js";
import { fillMap, inWords, mapGrid, stopAt } from "../shared/maps.js";
import { written, factor, asRead, equals, tinted, result, sumOf, counted } from "../shared/numbers.js";
import { channelOf, linesOf, sized, sourceOf } from "../shared/sources.js";
import { axesOf, sweepOf } from "../shared/windows.js";
import { card } from "./card.js";

/** @type {(data: BackwardConvolutionCard) => Operation} */
export const operation = (data) => {
  const kernel = decoded(data.kernel.numbers);
  const [height, width] = kernel.shape;
  const output = decoded(data.output.numbers).numbers;
  const source = inputSource(data.input, data.padding);
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 320 });
  const map = mapGrid(data.output, { big: true });
  const sweep = sweepOf(image, map, axesOf([height, width], data.stride, data.dilation));

  // The window repeats what slides is over, so it only stands there when the numbers below it can't be read.
  const withWindow = !isSmall(source);
  const room = withWindow || width > 3 ? { maxWidth: 190 } : {};
  const kernelLimit = largestOf(kernel.numbers);
  const weights = channelOf(kernel, 0, signedColor(kernelLimit));
  const pixels = sweep.window(0, inputColor(data.input));
  const productColor = signedColor(kernelLimit * largestIn(data.input));
  const products = sourceOf(height, width, (row, column) => pixels.value(row, column) * weights.value(row, column), productColor);
  const small = [new Grid(data.kernel.title, data.kernel.note, weights, room), new Grid("Products", sized(weights), products, room)];
  if (withWindow) small.unshift(new Grid("Window", sized(weights), pixels, room));
  const signs = withWindow ? ["×", "="] : ["="];
  const block = small.flatMap((grid, i) => [grid.figure, ...signs.slice(i, i + 1)]);
  /** @type {Part[]} */
  const parts = [image.figure, ...(withWindow ? [{ columns: 5, parts: block }] : ["×", ...block]), "→", map.figure];

  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    sweep.moveTo(step, palette);
    for (const grid of small) {
      grid.draw(palette);
      grid.describe(inWords(grid));
    }
    fillMap(map, step, palette, shown);
    const total = output[step];
    const grid = linesOf(weights, (i, j) => [pixels.value(i, j), weights.value(i, j)]);
    const lines = grid.map((line) => line.map(([a, b]) => tinted(`${factor(a)}·${factor(b)}`, a * b)).join(" + "));
    const all = grid.flat();
    const sum = sumOf(all.map(([a, b]) => a * b));
    const read = sumOf(all.map((pair) => pair.map(asRead)).map(([a, b]) => a * b));
    const whole = `${equals(read, total)} ${result(total)}`;
    const relation = equals(asRead(sum) / data.divisor, total);
    const quotient = `${equals(read, sum)} ${written(sum)}<br>${written(sum)} ÷ ${data.divisor} ${relation} ${result(total)}`;
    const count = all.filter(([a, b]) => a * b).length;
    return {
      sum: `${lines.join(" +<br>")} ${data.divisor === 1 ? whole : quotient}`,
      say: `${count} of ${counted(all.length, "product")} ${count === 1 ? "is" : "are"} not zero. ${data.says} <b>${written(total)}</b>.`,
      at: stopAt(map, step),
    };
  };
  return { parts, grids: [image, map, ...small], target: map, count: output.length, show,
    picks: [[map, map.index]], field: sweep.field, lens: new Lens([map, image]) };
};

export default card(operation);
