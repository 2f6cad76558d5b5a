// Backward through a convolution: another convolution, of what came in with the gradient, or of the gradient with the turned kernel.

import { written, factor, asRead, equals, tinted, result, sumOf, counted } from "../shared/numbers.js";
import {
  decoded, signedColor, Grid, sourceOf, channelOf, sized, largestOf, mapGrid, fillMap, stopAt,
} from "../shared/grids.js";
import { Lens } from "../shared/lens.js";
import { pictureColor, inputSource, isSmall, windowSource, moveWindow, fedBy } from "../shared/windows.js";
import { card } from "./card.js";

export function operation(data) {
  const kernel = decoded(data.kernel);
  const [height, width] = kernel.shape;
  const output = decoded(data.output);
  const source = inputSource(data.input, decoded(data.input), data.padding);
  const place = {};
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 320 });
  const map = mapGrid(data.output, output, { big: true });
  const axes = [0, 1].map((axis) => [kernel.shape[axis], data.stride[axis], data.dilation[axis]]);

  // The window repeats what slides is over, so it only stands there when the numbers below it can't be read.
  const withWindow = !isSmall(source);
  const room = withWindow || width > 3 ? { maxWidth: 190 } : {};
  const kernelLimit = largestOf(kernel.numbers);
  const weights = channelOf(kernel, 0, signedColor(kernelLimit));
  const pixels = windowSource(source, 0, height, width, place, pictureColor(data.input));
  const productColor = signedColor(kernelLimit * Math.max(...data.input.range.map(Math.abs)));
  const products = sourceOf(height, width, (row, column) => pixels.value(row, column) * weights.value(row, column), productColor);
  const small = [new Grid(data.kernel.title, data.kernel.note, weights, room), new Grid("Products", sized(weights), products, room)];
  if (withWindow) small.unshift(new Grid("Window", sized(weights), pixels, room));
  const signs = withWindow ? ["×", "="] : ["="];
  const block = small.flatMap((grid, i) => [grid.figure, ...signs.slice(i, i + 1)]);
  const parts = [image.figure, ...(withWindow ? [{ columns: 5, parts: block }] : ["×", ...block]), "→", map.figure];

  const show = (step, palette, shown) => {
    moveWindow(image, map, axes, step, palette, place);
    for (const grid of small) {
      grid.draw(palette);
      grid.describe(`${grid.title}: ${grid.lines().map((line) => line.map(written).join(" ")).join(" / ")}`);
    }
    fillMap(map, step, palette, shown);
    const total = output.numbers[step];
    const grid = small[0].lines((i, j) => [pixels.value(i, j), weights.value(i, j)]);
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
  return { parts, grids: [image, map, ...small], target: map, count: output.numbers.length, show,
    picks: [[map, map.index]], field: fedBy(image, map, axes), lens: new Lens([map, image]) };
}

export default card(operation);
