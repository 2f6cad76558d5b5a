// Convolution: a kernel slides over the image; products, their sum, one cell of the map.

/** @import { Source } from "../shared/sources.js" */
/** @import { ConvolutionCard } from "../shared/wire.js" */
/** @import { Part } from "./blocks.js" */
/** @import { Operation } from "./view.js" */

import { decoded, largestOf } from "../shared/arrays.js";
import { signedColor } from "../shared/colors.js";
import { Grid } from "../shared/grids.js";
import { inputColor, inputSource, isSmall, largestIn } from "../shared/inputs.js";
import { Lens } from "../shared/lens.js";
import { fillMap, inWords, mapGrid, stopAt } from "../shared/maps.js";
import { MINUS, written, factor, asRead, equals, tinted, result, cellsFrom, sumOf } from "../shared/numbers.js";
import { channelOf, linesOf, sized, sourceOf } from "../shared/sources.js";
import { axesOf, sweepOf } from "../shared/windows.js";
import { card } from "./card.js";

/** @type {(pair: number[]) => number} */
const product = ([pixel, weight]) => pixel * weight;

/** @type {(data: ConvolutionCard) => Operation} */
export const operation = (data) => {
  const kernel = decoded(data.kernel.numbers);
  const [channels, height, width] = kernel.shape;
  const cells = kernel.numbers.length;
  const output = decoded(data.output.numbers).numbers;
  const source = inputSource(data.input, data.padding);
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 320 });
  const map = mapGrid(data.output, { big: true });
  const sweep = sweepOf(image, map, axesOf([height, width], data.stride, data.dilation));

  // The window repeats the image, so it only stands there when the image's numbers can't be read.
  const withWindow = channels > 1 || !isSmall(source);
  const kernelLimit = largestOf(kernel.numbers);
  const productColor = signedColor(kernelLimit * largestIn(data.input));
  const room = withWindow || width > 3 ? { maxWidth: 190 } : {};
  const rows = cellsFrom(0, channels).map((channel) => {
    const name = channels > 1 ? data.input.names[channel] : "";
    const weights = channelOf(kernel, channel, signedColor(kernelLimit));
    const pixels = sweep.window(channel, inputColor(data.input));
    const products = sourceOf(height, width, (row, column) => pixels.value(row, column) * weights.value(row, column), productColor);
    const size = name || sized(weights);
    const grids = [new Grid(data.kernel.title, name || data.kernel.note, weights, room), new Grid("Products", size, products, room)];
    if (withWindow) grids.unshift(new Grid("Window", size, pixels, room));
    return { name, pixels, weights, grids };
  });
  const small = rows.flatMap(({ grids }) => grids);
  const signs = withWindow ? "×=" : "=";
  const block = rows.flatMap(({ grids }) => grids.flatMap((grid, i) => [grid.figure, ...signs.slice(i, i + 1)]));
  /** @type {Part[]} */
  const parts = [image.figure, ...(withWindow ? [{ columns: 5, parts: block }] : ["×", ...block]), "→", map.figure];

  /**
   * The pairs (pixel, weight) of a channel, written out, and added up as they read.
   * @type {(row: { name: string, pixels: Source, weights: Source }) => { pairs: number[][], read: number, text: string }}
   */
  const addUp = ({ name, pixels, weights }) => {
    const grid = linesOf(weights, (i, j) => [pixels.value(i, j), weights.value(i, j)]);
    const lines = grid.map((line) => line.map(([a, b]) => tinted(`${factor(a)}·${factor(b)}`, a * b)).join(" + "));
    const pairs = grid.flat();
    const [sum, read] = [sumOf(pairs.map(product)), sumOf(pairs.map((pair) => product(pair.map(asRead))))];
    if (!name) return { pairs, read, text: lines.join(" +<br>") };
    return { pairs, read: asRead(sum), text: `<b>${name}</b> ${lines.join(" + ")} ${equals(read, sum)} ${written(sum)}` };
  };

  /**
   * From the sum to the cell: division and bias.
   * @type {(read: number, sum: number, total: number) => string}
   */
  const ending = (read, sum, total) => {
    const named = channels > 1 ? " (bias)" : "";
    const bias = data.bias || named ? ` ${data.bias < 0 ? MINUS : "+"} ${written(Math.abs(data.bias))}${named}` : "";
    const divided = data.divisor === 1 ? "" : ` ÷ ${data.divisor}`;
    if (!divided && !bias) return ` ${equals(read, total)} ${result(total)}`;
    const readTotal = asRead(sum) / data.divisor + asRead(data.bias);
    return ` ${equals(read, sum)} ${written(sum)}<br>${written(sum)}${divided}${bias} ${equals(readTotal, total)} ${result(total)}`;
  };

  /** @type {(pairs: number[][], products: number[], total: number) => string} */
  const told = (pairs, products, total) => {
    const [plus, minus] = [1, -1].map((sign) => products.filter((number) => number * sign > 0));
    const end = `<b>${written(total)}</b>.`;
    if (!pairs.every(([pixel, weight]) => Math.abs(pixel) === 1 && weight)) {
      return `Products above zero: ${written(sumOf(plus))} in all, below zero: ${written(sumOf(minus))}. The result is ${end}`;
    }
    if (!minus.length) return `${cells > 1 ? `All ${cells} cells agree` : "The cell agrees"}: ${end}`;
    return `Cells that agree with the kernel: ${plus.length} of ${cells}. The result is ${end}`;
  };

  /** @type {Operation["show"]} */
  const show = (step, palette, shown) => {
    sweep.moveTo(step, palette);
    for (const grid of small) {
      grid.draw(palette);
      grid.describe(inWords(grid));
    }
    fillMap(map, step, palette, shown);
    const total = output[step];
    const sums = rows.map(addUp);
    const pairs = sums.flatMap((sum) => sum.pairs);
    const products = pairs.map(product);
    const lead = sums.map(({ text }) => text).join("<br>") + (channels > 1 ? "<br>all channels" : "");
    return {
      sum: lead + ending(sumOf(sums.map(({ read }) => read)), sumOf(products), total),
      say: `${told(pairs, products, total)} ${data.captions[step] ?? ""}`,
      at: stopAt(map, step),
    };
  };
  return { parts, grids: [image, map, ...small], target: map, count: output.length, show,
    picks: [[map, map.index]], field: sweep.field, lens: new Lens([map, image]) };
};

export default card(operation);
